-- One charge for a service: all or nothing, once per idempotency key, in one round trip.
--
-- Several statements rather than one: each must see what the wallet's lock waited for. The clock is read after
-- the lock, so that a spend that waited past an expiry does not use what has expired. src/credits/rules.ts states
-- the order of spending again as a pure function; a property test holds the two, and app.spend_batch, together.
--
-- outcome: created | replayed | idempotency_key_reused | unknown_customer | unknown_service
--        | account_suspended | spending_frozen | insufficient_credits
--        | holds_lapsed: nothing was done; open the wallet, which releases them, and ask again
--        | locked: only with p_skip_locked; another transaction has the wallet, or there is none
-- A refusal is an answer, not an exception: expiries written on the way to it stay, and a batch goes on.
-- spent is the price asked, given with insufficient_credits too; allocations is [{grant, type, amount}] in order;
-- balance is {available, held, frozen, debt} afterwards. All amounts are hundredths.
CREATE OR REPLACE FUNCTION app.spend(
  p_wallet uuid, p_service text, p_quantity integer,
  p_key_owner text, p_key text, p_body_hash bytea, p_metadata jsonb, p_skip_locked boolean DEFAULT false,
  OUT outcome text, OUT spend_id uuid, OUT spent bigint, OUT allocations jsonb, OUT balance jsonb, OUT spent_at timestamptz)
LANGUAGE plpgsql
-- A session keeps the plans of its first calls. On young tables those would be scans, for as long as it lives.
SET enable_seqscan = off
AS $$
DECLARE
  wallet  record;
  earlier record;
  service record;
  source  record;
  part    bigint;
  unpaid  bigint;
  no      bigint;
BEGIN
  IF p_skip_locked THEN
    SELECT w.last_entry_no, w.available, w.held, w.frozen, w.debt, w.suspended_until, w.spending_frozen_until, w.own_costs_until
    INTO wallet FROM wallets w WHERE w.id = p_wallet FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN outcome := 'locked'; RETURN; END IF;
  ELSE
    SELECT w.last_entry_no, w.available, w.held, w.frozen, w.debt, w.suspended_until, w.spending_frozen_until, w.own_costs_until
    INTO wallet FROM wallets w WHERE w.id = p_wallet FOR NO KEY UPDATE;
    IF NOT FOUND THEN outcome := 'unknown_customer'; RETURN; END IF;
  END IF;
  spent_at := app.now();

  SELECT s.id, s.amount, s.body_hash, s.balance_after, s.created_at INTO earlier FROM spends s
  WHERE s.wallet_id = p_wallet AND s.key_owner = p_key_owner AND s.idempotency_key = p_key;
  IF FOUND THEN
    IF earlier.body_hash <> p_body_hash THEN outcome := 'idempotency_key_reused'; RETURN; END IF;
    outcome := 'replayed'; spend_id := earlier.id; spent := earlier.amount; spent_at := earlier.created_at;
    balance := earlier.balance_after;
    SELECT coalesce(jsonb_agg(jsonb_build_object('grant', a.grant_id, 'type', a.type, 'amount', a.amount) ORDER BY a.entry_no), '[]')
    INTO allocations FROM allocations a WHERE a.wallet_id = p_wallet AND a.spend_id = earlier.id;
    RETURN;
  END IF;

  IF wallet.suspended_until > spent_at THEN outcome := 'account_suspended'; RETURN; END IF;
  IF wallet.spending_frozen_until > spent_at THEN outcome := 'spending_frozen'; RETURN; END IF;
  -- What has lapsed is asked for here, and not alone: each statement costs its start.
  SELECT s.id, s.cost, EXISTS (SELECT FROM grants WHERE wallet_id = p_wallet AND open AND expires_at <= spent_at) AS lapsed
  INTO service FROM services s WHERE s.slug = p_service AND s.active;
  IF NOT FOUND THEN outcome := 'unknown_service'; RETURN; END IF;
  IF wallet.own_costs_until > spent_at THEN service.cost := coalesce(app.own_cost(p_wallet, p_service, spent_at), service.cost); END IF;

  -- Nested: a condition with a query in it starts that query whatever stands before it.
  IF wallet.held > 0 THEN
    PERFORM FROM holds WHERE wallet_id = p_wallet AND status = 'open' AND expires_at <= spent_at;
    IF FOUND THEN outcome := 'holds_lapsed'; RETURN; END IF;
  END IF;
  IF service.lapsed THEN
    PERFORM app.expire_lapsed(p_wallet, spent_at);
    SELECT w.last_entry_no, w.available, w.held, w.frozen, w.debt INTO wallet FROM wallets w WHERE w.id = p_wallet;
  END IF;

  spent := service.cost * p_quantity;
  IF spent > wallet.available THEN
    outcome := 'insufficient_credits';
    balance := jsonb_build_object('available', wallet.available, 'held', wallet.held, 'frozen', wallet.frozen, 'debt', wallet.debt);
    RETURN;
  END IF;

  spend_id := uuidv7(); allocations := '[]'; unpaid := spent; no := wallet.last_entry_no;
  WHILE unpaid > 0 LOOP
    SELECT g.id, g.type, g.remaining INTO source FROM grants g WHERE g.wallet_id = p_wallet AND g.open
    ORDER BY g.priority, g.expires_at, g.created_at, g.id LIMIT 1;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'wallet % says it has more than its open grants', p_wallet USING ERRCODE = 'data_corrupted';
    END IF;
    part := least(source.remaining, unpaid);
    unpaid := unpaid - part; no := no + 1; wallet.available := wallet.available - part;
    UPDATE grants SET remaining = remaining - part, open = remaining > part WHERE wallet_id = p_wallet AND id = source.id;
    INSERT INTO entries (wallet_id, no, grant_id, kind, amount, available_after, cause, cause_id, effective_at, created_at)
    VALUES (p_wallet, no, source.id, 'spend', -part, wallet.available, 'spend', spend_id, spent_at, spent_at);
    allocations := allocations || jsonb_build_object('grant', source.id, 'type', source.type, 'amount', part);
  END LOOP;
  IF spent > 0 THEN
    UPDATE wallets SET last_entry_no = no, available = wallet.available WHERE id = p_wallet;
  END IF;

  outcome := 'created';
  balance := jsonb_build_object('available', wallet.available, 'held', wallet.held, 'frozen', wallet.frozen, 'debt', wallet.debt);
  INSERT INTO spends (wallet_id, id, service_id, quantity, unit_cost, amount, key_owner, idempotency_key, body_hash,
                      first_entry_no, last_entry_no, balance_after, metadata, created_at)
  VALUES (p_wallet, spend_id, service.id, p_quantity, service.cost, spent, p_key_owner, p_key, p_body_hash,
          CASE WHEN spent > 0 THEN wallet.last_entry_no + 1 END, CASE WHEN spent > 0 THEN no END,
          balance, p_metadata, spent_at);
END $$;
