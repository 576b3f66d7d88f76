-- Messages of the contact form are read in the back office, and marked there as answered: by whom and when.
ALTER TABLE contact_messages
  DROP COLUMN handled_at,
  ADD COLUMN status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'answered')),
  ADD COLUMN answered_by uuid REFERENCES users (id),
  ADD COLUMN answered_at timestamptz,
  ADD CHECK (CASE status WHEN 'open' THEN num_nonnulls(answered_by, answered_at) = 0 ELSE num_nulls(answered_by, answered_at) = 0 END);
CREATE INDEX contact_messages_latest ON contact_messages (created_at DESC, id DESC);
CREATE INDEX contact_messages_user ON contact_messages (user_id, created_at DESC);
