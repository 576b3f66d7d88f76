-- What a CHECK over several columns says of the tables that every spend writes, a trigger now says: each statement
-- reads a CHECK, and a trigger's WHEN, anew from its stored text, which was a fifth of a spend. A session keeps a
-- function ready. One condition in each, because each costs its start: docs/decisions/014-guards-that-sessions-keep-ready.md.
-- They raise what the CHECKs did: check_violation, with the constraint's name.

-- ───────────────────────────── wallets ─────────────────────────────

-- Debt beside spendable credits is refused. And it tells once when a balance falls below a threshold, and is ready to
-- tell again once it is back above: here rather than in each use case, because spends, batches, expiries, holds and
-- returns all end in an update of this one column.
CREATE FUNCTION app.guard_wallet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.debt > 0 AND NEW.available > 0)
     OR ((NEW.available < NEW.low_balance_threshold) IS TRUE) <> (NEW.low_balance_noticed_at IS NOT NULL)
     OR ((NEW.available < NEW.top_up_threshold) IS TRUE) <> (NEW.top_up_asked_at IS NOT NULL) THEN
    IF NEW.debt > 0 AND NEW.available > 0 THEN
      RAISE EXCEPTION 'wallet % would have % of debt beside % to spend', NEW.id, NEW.debt, NEW.available
        USING ERRCODE = 'check_violation', CONSTRAINT = 'debt_means_nothing_available', TABLE = 'wallets';
    END IF;
    IF TG_OP = 'INSERT' THEN RETURN NEW; END IF;
    IF (NEW.available < NEW.low_balance_threshold) IS NOT TRUE THEN
      NEW.low_balance_noticed_at := NULL;
    ELSIF NEW.low_balance_noticed_at IS NULL THEN
      NEW.low_balance_noticed_at := app.now();
      INSERT INTO outbox (queue, payload) VALUES ('low-balance', jsonb_build_object('wallet_id', NEW.id));
    END IF;
    IF (NEW.available < NEW.top_up_threshold) IS NOT TRUE THEN
      NEW.top_up_asked_at := NULL;
    ELSIF NEW.top_up_asked_at IS NULL THEN
      NEW.top_up_asked_at := app.now();
      INSERT INTO outbox (queue, payload) VALUES ('top-up', jsonb_build_object('wallet_id', NEW.id));
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER wallets_crossing ON wallets;
DROP FUNCTION app.notice_crossings();
ALTER TABLE wallets DROP CONSTRAINT debt_means_nothing_available;
CREATE TRIGGER wallets_guard
  BEFORE INSERT OR UPDATE OF available, debt, low_balance_threshold, top_up_threshold ON wallets
  FOR EACH ROW EXECUTE FUNCTION app.guard_wallet();

-- ───────────────────────────── grants ─────────────────────────────

CREATE FUNCTION app.guard_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  broken text;
BEGIN
  IF NEW.open <> (NEW.remaining > 0) OR NEW.remaining + NEW.held + NEW.frozen > NEW.amount
     OR NEW.priority <> (CASE NEW.type WHEN 'subscription' THEN 0 WHEN 'promotional' THEN 10 ELSE 20 END) THEN
    broken := CASE WHEN NEW.open <> (NEW.remaining > 0) THEN 'open_while_spendable'
                   WHEN NEW.remaining + NEW.held + NEW.frozen > NEW.amount THEN 'parts_within_amount'
                   ELSE 'priority_follows_type' END;
    RAISE EXCEPTION 'grant % of wallet % violates %', NEW.id, NEW.wallet_id, broken
      USING ERRCODE = 'check_violation', CONSTRAINT = broken, TABLE = 'grants';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER priority_follows_type ON grants;
DROP FUNCTION app.check_priority();
ALTER TABLE grants DROP CONSTRAINT open_while_spendable, DROP CONSTRAINT parts_within_amount;
CREATE TRIGGER grants_guard BEFORE INSERT OR UPDATE OF type, priority, amount, remaining, held, frozen, open ON grants
  FOR EACH ROW EXECUTE FUNCTION app.guard_grant();

-- ───────────────────────────── entries ─────────────────────────────

-- An entry moves something, and has a grant of its wallet, which the foreign key holds, or at least a wallet.
CREATE FUNCTION app.guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.grant_id IS NULL OR (NEW.amount = 0 AND NEW.held = 0 AND NEW.frozen = 0 AND NEW.debt = 0) THEN
    IF NEW.amount = 0 AND NEW.held = 0 AND NEW.frozen = 0 AND NEW.debt = 0 THEN
      RAISE EXCEPTION 'entry % of wallet % moves nothing', NEW.no, NEW.wallet_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'entries_check', TABLE = 'entries';
    END IF;
    PERFORM FROM wallets WHERE id = NEW.wallet_id FOR KEY SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'wallet % does not exist', NEW.wallet_id
        USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'entries_wallet_id_fkey', TABLE = 'entries';
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER entries_wallet ON entries;
DROP FUNCTION app.check_entry_wallet();
ALTER TABLE entries DROP CONSTRAINT entries_check;
CREATE TRIGGER entries_guard BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION app.guard_entry();

-- ───────────────────────────── spends ─────────────────────────────

-- A spend has both ends of its entries or neither, and its wallet and service exist: looking is enough (decision 007).
CREATE FUNCTION app.guard_spend() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
  PERFORM FROM wallets w, services s
  WHERE w.id = NEW.wallet_id AND s.id = NEW.service_id AND (NEW.first_entry_no IS NULL) = (NEW.last_entry_no IS NULL);
  IF FOUND THEN RETURN NEW; END IF;
  IF (NEW.first_entry_no IS NULL) <> (NEW.last_entry_no IS NULL) THEN
    RAISE EXCEPTION 'spend % has one end of its entries', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'spends_check', TABLE = 'spends';
  END IF;
  RAISE EXCEPTION 'wallet % or service % does not exist', NEW.wallet_id, NEW.service_id
    USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'spends_names', TABLE = 'spends';
END $$;
DROP TRIGGER spends_names ON spends;
DROP FUNCTION app.check_spend_names();
ALTER TABLE spends DROP CONSTRAINT spends_check;
CREATE TRIGGER spends_guard BEFORE INSERT ON spends FOR EACH ROW EXECUTE FUNCTION app.guard_spend();
