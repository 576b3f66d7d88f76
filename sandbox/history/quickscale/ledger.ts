import { allocate, PRIORITY } from '../../../src/credits/index.js';
import type { Book } from '../book.js';
import type { Random } from '../random.js';
import type { DebtRow, EntryRow, GrantRow, ReturnRow, WalletRow } from '../rows.js';
import { iso } from '../time.js';

/** A change of one grant, or without a grant of the debt. Amounts are signed hundredths of a credit. */
export type Movement = Pick<EntryRow, 'kind' | 'cause' | 'cause_id'> & {
  grant: GrantRow | null;
  amount?: number;
  held?: number;
  frozen?: number;
  debt?: number;
  operator_id?: string | null;
  reason?: string | null;
  effective_at?: string;
};

export type NewGrant = Pick<GrantRow, 'type' | 'amount' | 'source' | 'source_id'> & {
  cause: string;
  expires_at?: number;
  payment_id?: string;
  reason?: string;
  granted_by?: string;
};

/** What one grant gives. */
export type Part = { grant: GrantRow; amount: number };

/** One customer's ledger while the year is played: what app.post and app.spend do in the database, in memory. */
export class Ledger {
  readonly grants: GrantRow[] = [];
  readonly debts: DebtRow[] = [];
  readonly returns: ReturnRow[] = [];
  /** What each grant lost by expiry, in hundredths. */
  readonly expired = new Map<string, number>();

  constructor(
    private readonly book: Book,
    private readonly random: Random,
    readonly wallet: WalletRow,
  ) {}

  /** Available at `at`, with what has expired by then written down first. */
  available(at: number): number {
    this.expire(at);
    return this.wallet.available;
  }

  /** Gives credits; debt is repaid from them first. */
  grant({ cause, expires_at, ...given }: NewGrant, at: number): GrantRow {
    this.expire(at);
    const grant = this.insertGrant(given, at, expires_at);
    const { source_id, granted_by, reason } = given;
    const by = { cause, cause_id: source_id, operator_id: granted_by ?? null, reason: reason ?? null };
    this.post([{ ...by, grant, kind: 'grant', amount: grant.amount }, ...this.repayments(grant, at)], at);
    return grant;
  }

  /** Takes credits that are there from the open grants, in the order of spending. Answers what each gave. */
  take(amount: number, why: Omit<Movement, 'grant' | 'amount'>, at: number): Part[] {
    const parts = this.parts(amount, at);
    this.post(
      parts.map((part) => ({ ...why, grant: part.grant, amount: -part.amount })),
      at,
    );
    return parts;
  }

  /** Which open grants pay credits that are there, in the order of spending. */
  parts(amount: number, at: number): Part[] {
    const open = this.grants.filter((grant) => grant.open).map(asOpen);
    const allocations = allocate(open, amount, new Date(at));
    if (!allocations) throw new Error(`wallet ${this.wallet.id} does not have ${amount}`);
    return allocations.map((part) => ({ grant: this.grantOf(part.grant), amount: part.amount }));
  }

  /** Writes the expiry of what has lapsed, with effect from the instant it lapsed. */
  expire(at: number): void {
    const lapsed = this.grants.filter(
      (grant) => grant.open && grant.expires_at !== null && Date.parse(grant.expires_at) <= at,
    );
    for (const grant of lapsed) this.expired.set(grant.id, grant.remaining);
    const movements = lapsed.map((grant) => ({
      grant,
      kind: 'expiry',
      amount: -grant.remaining,
      cause: 'expiry',
      cause_id: grant.id,
      effective_at: grant.expires_at ?? iso(at),
    }));
    if (movements.length > 0) this.post(movements, at);
  }

  /** Writes entries, and changes their grants and the wallet by exactly what they say. */
  post(movements: readonly Movement[], at: number): void {
    for (const { grant, ...movement } of movements) {
      const change = { amount: 0, held: 0, frozen: 0, debt: 0, ...movement };
      if (grant) applyTo(grant, change);
      for (const part of ['held', 'frozen', 'debt'] as const) this.wallet[part] += change[part];
      this.wallet.available += change.amount;
      this.wallet.last_entry_no += 1;
      this.book.insert('entries', {
        wallet_id: this.wallet.id,
        no: this.wallet.last_entry_no,
        grant_id: grant?.id ?? null,
        available_after: this.wallet.available,
        operator_id: null,
        reason: null,
        effective_at: iso(at),
        created_at: iso(at),
        ...change,
      });
    }
  }

  /** Owes what a return could not take from any grant. */
  owe(owed: { return_id: string; amount: number }, at: number): void {
    const debt = { wallet_id: this.wallet.id, id: this.random.uuid(at), outstanding: owed.amount, ...owed };
    this.debts.push(
      this.book.insert('debts', { ...debt, written_off: 0, created_at: iso(at), settled_at: null }),
    );
  }

  private grantOf(id: string): GrantRow {
    const grant = this.grants.find((each) => each.id === id);
    if (!grant) throw new Error(`grant ${id} is not of wallet ${this.wallet.id}`);
    return grant;
  }

  private insertGrant(
    given: Omit<NewGrant, 'cause' | 'expires_at'>,
    at: number,
    expires_at?: number,
  ): GrantRow {
    const row = this.book.insert('grants', {
      wallet_id: this.wallet.id,
      id: this.random.uuid(at),
      priority: PRIORITY[given.type],
      remaining: 0,
      held: 0,
      frozen: 0,
      open: false,
      expires_at: expires_at === undefined ? null : iso(expires_at),
      payment_id: null,
      origin_grant: null,
      reason: null,
      granted_by: null,
      created_at: iso(at),
      ...given,
    });
    this.grants.push(row);
    return row;
  }

  private repayments(grant: GrantRow, at: number): Movement[] {
    let coming = grant.amount;
    return this.debts
      .filter((debt) => debt.outstanding > 0)
      .map((debt) => {
        const paid = Math.min(debt.outstanding, coming);
        coming -= paid;
        debt.outstanding -= paid;
        if (debt.outstanding === 0) debt.settled_at = iso(at);
        return { grant, kind: 'debt_repayment', amount: -paid, debt: -paid, ...this.causeOf(debt) };
      })
      .filter(({ amount }) => amount !== 0);
  }

  private causeOf({ return_id }: DebtRow): { cause: string; cause_id: string } {
    const behind = this.returns.find(({ id }) => id === return_id);
    return behind?.refund_id
      ? { cause: 'refund', cause_id: behind.refund_id }
      : { cause: 'dispute', cause_id: behind?.dispute_id ?? '' };
  }
}

function applyTo(grant: GrantRow, change: { amount: number; held: number; frozen: number }): void {
  grant.remaining += change.amount;
  grant.held += change.held;
  grant.frozen += change.frozen;
  grant.open = grant.remaining > 0;
}

function asOpen({ id, type, remaining, expires_at, created_at }: GrantRow) {
  return {
    id,
    type,
    remaining,
    expires_at: expires_at === null ? null : new Date(expires_at),
    created_at: new Date(created_at),
  };
}
