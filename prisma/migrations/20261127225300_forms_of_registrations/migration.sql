-- A form's key stands for one form: the same key with other contents is refused before anything is written.
ALTER TABLE manual_registrations ADD COLUMN form_hash text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX manual_registrations_form ON manual_registrations (registered_by, key);
