-- FOR NO KEY UPDATE: two refunds still wait for each other, but whoever has the wallet and names the payment in a row
-- of returns does not. With FOR UPDATE that one waited for the refund, which waited for the wallet: a deadlock.
CREATE OR REPLACE FUNCTION app.check_refundable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE left_minor bigint;
BEGIN
  PERFORM FROM payments WHERE id = NEW.payment_id FOR NO KEY UPDATE;
  left_minor := app.refundable_minor(NEW.payment_id);
  IF NEW.amount_minor > left_minor THEN
    RAISE EXCEPTION 'refund of % is above the refundable %', NEW.amount_minor, left_minor
      USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_within_payment';
  END IF;
  RETURN NEW;
END $$;
