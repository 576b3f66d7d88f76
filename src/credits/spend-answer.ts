import {
  AccountSuspended,
  IdempotencyKeyReused,
  InsufficientCredits,
  SpendingFrozen,
  UnknownCustomer,
  UnknownService,
} from './errors.js';
import type { Parts } from './ledger.js';
import type { Allocation } from './rules.js';

export interface SpendRequest {
  wallet_id: string;
  /** Slug of an active service. */
  service: string;
  quantity: number;
  /** Whose idempotency keys these are: 'company', 'customer', 'portal'. */
  key_owner: string;
  key: string;
  metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** A spend as its caller sees it; amounts in hundredths. A replay gives exactly what the first call gave. */
export interface Spend {
  id: string;
  service: string;
  quantity: number;
  amount: number;
  allocations: Allocation[];
  balance: Parts;
  created_at: Date;
}

export interface SpendAnswer {
  replayed: boolean;
  spend: Spend;
}

/** What `app.spend` and `app.spend_batch` answer; prisma/functions/spend.sql says what each outcome means. */
export interface SpendRow {
  outcome:
    | 'created'
    | 'replayed'
    | 'idempotency_key_reused'
    | 'unknown_customer'
    | 'unknown_service'
    | 'account_suspended'
    | 'spending_frozen'
    | 'insufficient_credits'
    | 'holds_lapsed'
    | 'locked';
  spend_id: string;
  spent: number;
  allocations: Allocation[];
  balance: Parts;
  spent_at: Date;
}

/** @throws what `spend` throws */
export function answerOf(row: SpendRow, request: SpendRequest): SpendAnswer {
  if (row.outcome !== 'created' && row.outcome !== 'replayed') throw refusal(row, request);
  return {
    replayed: row.outcome === 'replayed',
    spend: {
      id: row.spend_id,
      service: request.service,
      quantity: request.quantity,
      amount: row.spent,
      allocations: row.allocations,
      balance: row.balance,
      created_at: row.spent_at,
    },
  };
}

function refusal(row: SpendRow, { service }: SpendRequest): Error {
  switch (row.outcome) {
    case 'unknown_customer':
      return new UnknownCustomer();
    case 'unknown_service':
      return new UnknownService(service);
    case 'account_suspended':
      return new AccountSuspended();
    case 'spending_frozen':
      return new SpendingFrozen();
    case 'idempotency_key_reused':
      return new IdempotencyKeyReused();
    case 'insufficient_credits':
      return new InsufficientCredits({ ...row.balance, needed: row.spent });
    default:
      return new Error(`app.spend answered ${row.outcome}`);
  }
}
