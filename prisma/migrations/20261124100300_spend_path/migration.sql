-- What the spend path pays for on every row, made cheaper without giving up what it guarantees:
-- docs/decisions/007-spends-settle-in-batches.md.

-- Until when the spend path must look for a cost of this customer's own.
ALTER TABLE wallets ADD COLUMN own_costs_until timestamptz;

-- prisma/functions/spend.sql makes it anew with one argument more.
DROP FUNCTION IF EXISTS app.spend(uuid, text, integer, text, text, bytea, jsonb);

-- A wallet's spends are listed by their ids, which are UUIDv7 made under its lock: the primary key is in that order.
DROP INDEX spends_wallet_created;

CREATE DOMAIN app.quantity AS integer CHECK (VALUE > 0);
ALTER TABLE spends ALTER COLUMN quantity TYPE app.quantity, DROP CONSTRAINT spends_quantity_check;

-- Type and priority are set once: a trigger of these columns costs an update of `remaining` nothing, where the CHECK
-- was parsed anew by each.
ALTER TABLE grants DROP CONSTRAINT priority_follows_type;
CREATE FUNCTION app.check_priority() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.priority IS DISTINCT FROM
     (CASE NEW.type WHEN 'subscription' THEN 0 WHEN 'promotional' THEN 10 ELSE 20 END) THEN
    RAISE EXCEPTION 'priority % is not that of %', NEW.priority, NEW.type
      USING ERRCODE = 'check_violation', CONSTRAINT = 'priority_follows_type', TABLE = 'grants';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER priority_follows_type BEFORE INSERT OR UPDATE OF type, priority ON grants
  FOR EACH ROW EXECUTE FUNCTION app.check_priority();

-- An entry's grant is of its wallet, and a grant has a wallet: only an entry without a grant must be asked for it.
ALTER TABLE entries ALTER CONSTRAINT entries_wallet_id_fkey NOT ENFORCED;
CREATE FUNCTION app.check_entry_wallet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.grant_id IS NULL THEN
    PERFORM FROM wallets WHERE id = NEW.wallet_id FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'wallet % does not exist', NEW.wallet_id
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entries_wallet_id_fkey', TABLE = 'entries';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER entries_wallet BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION app.check_entry_wallet();

-- The foreign keys locked the one row of a much-used service for every spend of it. A service is never removed (its
-- costs are append-only and name it), nor a wallet with rows of its ledger, so that looking is enough.
ALTER TABLE spends ALTER CONSTRAINT spends_wallet_id_fkey NOT ENFORCED;
ALTER TABLE spends ALTER CONSTRAINT spends_service_id_fkey NOT ENFORCED;
CREATE FUNCTION app.check_spend_names() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
  PERFORM FROM wallets w, services s WHERE w.id = NEW.wallet_id AND s.id = NEW.service_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'wallet % or service % does not exist', NEW.wallet_id, NEW.service_id
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'spends_names', TABLE = 'spends';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER spends_names BEFORE INSERT ON spends FOR EACH ROW EXECUTE FUNCTION app.check_spend_names();

CREATE FUNCTION app.keep_wallet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM spends WHERE wallet_id = OLD.id) OR EXISTS (SELECT FROM entries WHERE wallet_id = OLD.id) THEN
    RAISE EXCEPTION 'wallet % has a ledger', OLD.id
      USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'wallet_with_ledger_stays', TABLE = 'wallets';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER wallet_with_ledger_stays BEFORE DELETE OR UPDATE OF id ON wallets
  FOR EACH ROW EXECUTE FUNCTION app.keep_wallet();
