import { creditsToTake, planReturn, takeInOrder } from '../../../src/credits/index.js';
import type { GrantRow, PaymentRow, ReturnRow } from '../rows.js';
import { iso } from '../time.js';
import type { Account } from './account.js';
import type { Movement } from './ledger.js';

type Money = Pick<ReturnRow, 'amount_minor' | 'policy' | 'refund_id' | 'dispute_id'> & {
  payment: PaymentRow;
};
type Cause = Pick<Movement, 'cause' | 'cause_id'>;

/** Takes the credits that go with a refund, as src/credits/returns.ts does. */
export function takeForRefund(
  account: Account,
  money: Omit<Money, 'dispute_id'> & { refund_id: string },
  at: number,
): ReturnRow {
  const { row, parts } = beginReturn(account, { ...money, dispute_id: null }, at);
  const cause = { cause: 'refund', cause_id: money.refund_id };
  account.ledger.post(
    parts.map(({ grant, amount }) => ({ ...cause, grant, kind: 'return', amount: -amount })),
    at,
  );
  row.taken = sum(parts, ({ amount }) => amount);
  if (row.policy === 'full') takeTheRest(account, row, cause, at);
  return row;
}

/** A dispute freezes what the payment's grants still have. */
export function freezeForDispute(
  account: Account,
  money: Omit<Money, 'refund_id' | 'policy'> & { dispute_id: string },
  at: number,
): ReturnRow {
  const { row, parts } = beginReturn(account, { ...money, policy: 'unused', refund_id: null }, at);
  const cause = { cause: 'dispute', cause_id: money.dispute_id };
  account.ledger.post(
    parts.map(({ grant, amount }) => ({ ...cause, grant, kind: 'freeze', amount: -amount, frozen: amount })),
    at,
  );
  row.frozen = sum(parts, ({ amount }) => amount);
  return row;
}

/** The dispute is won: what it froze is free again, and it no longer counts. */
export function releaseDispute(account: Account, row: ReturnRow, at: number): void {
  const cause = { cause: 'dispute', cause_id: row.dispute_id ?? '' };
  account.ledger.post(
    frozenParts(account, row).map(({ grant, amount }) => ({
      ...cause,
      grant,
      kind: 'unfreeze',
      amount,
      frozen: -amount,
    })),
    at,
  );
  Object.assign(row, { frozen: 0, live: false } satisfies Partial<ReturnRow>);
}

/** The dispute is lost: what it froze is gone, and so is what else it is worth. */
export function takeForLostDispute(account: Account, row: ReturnRow, at: number): void {
  const cause = { cause: 'dispute', cause_id: row.dispute_id ?? '' };
  account.ledger.post(
    frozenParts(account, row).map(({ grant, amount }) => ({
      ...cause,
      grant,
      kind: 'return',
      frozen: -amount,
    })),
    at,
  );
  Object.assign(row, {
    policy: 'full',
    taken: row.taken + row.frozen,
    frozen: 0,
    returned_at: iso(at),
  } satisfies Partial<ReturnRow>);
  takeTheRest(account, row, cause, at);
}

type Part = { grant: GrantRow; amount: number };

/** Writes the return and plans what it takes from the payment's own grants. */
function beginReturn({ ledger, world, random }: Account, { payment, ...money }: Money, at: number) {
  ledger.expire(at);
  const own = ledger.grants.filter((grant) => grant.payment_id === payment.id);
  const before = ledger.returns.filter((row) => row.payment_id === payment.id && row.live);
  const target = creditsToTake({
    granted: sum(own, ({ amount }) => amount),
    paid_minor: payment.received_minor,
    returned_before_minor: sum(before, ({ amount_minor }) => amount_minor),
    return_minor: money.amount_minor,
    taken_before: sum(before, (row) => row.target),
  });
  const plan = planReturn({
    target,
    // What `full` takes from elsewhere is another step: takeTheRest.
    policy: money.policy === 'keep' ? 'keep' : 'unused',
    own_open: sum(own, ({ remaining }) => remaining),
    own_held: 0,
    own_expired: sum(own, ({ id }) => ledger.expired.get(id) ?? 0) - sum(before, ({ expired }) => expired),
    others_open: 0,
  });
  const row: ReturnRow = {
    wallet_id: ledger.wallet.id,
    id: random.uuid(at),
    payment_id: payment.id,
    target,
    taken: 0,
    expired: plan.expired,
    frozen: 0,
    debt: 0,
    live: true,
    created_at: iso(at),
    returned_at: iso(at),
    ...money,
  };
  ledger.returns.push(world.book.insert('returns', row));
  return { row, parts: partsOf(own, plan.own) };
}

function partsOf(own: readonly GrantRow[], amount: number): Part[] {
  return takeInOrder(
    own.map((grant) => ({ grant, remaining: grant.remaining })),
    amount,
  );
}

function frozenParts({ ledger }: Account, row: ReturnRow): Part[] {
  const own = ledger.grants.filter((grant) => grant.payment_id === row.payment_id);
  return takeInOrder(
    own.map((grant) => ({ grant, remaining: grant.frozen })),
    row.frozen,
  );
}

/** Policy `full`: what a return still lacks comes from other open grants, then from what the customer will owe. */
function takeTheRest({ ledger }: Account, row: ReturnRow, cause: Cause, at: number): void {
  const lacks = row.target - row.taken - row.expired;
  const there = Math.min(lacks, ledger.wallet.available);
  if (there > 0) ledger.take(there, { ...cause, kind: 'return' }, at);
  row.taken += there;
  row.debt = lacks - there;
  if (row.debt === 0) return;
  ledger.owe({ return_id: row.id, amount: row.debt }, at);
  ledger.post([{ ...cause, grant: null, kind: 'debt', debt: row.debt }], at);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
