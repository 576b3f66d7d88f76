-- When money last went back for it: the refund; the dispute as it was opened, as it was lost, and again after an appeal.
-- An automatic top-up stops for what went back since its customer's leave, however old the dispute is.
ALTER TABLE returns ADD COLUMN returned_at timestamptz NOT NULL DEFAULT app.now();
UPDATE returns SET returned_at = created_at;
