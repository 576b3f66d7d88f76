import type { Queryable } from '../platform/db.js';
import {
  AccountSuspended,
  IdempotencyKeyReused,
  InsufficientCredits,
  SpendingFrozen,
  UnknownCustomer,
  UnknownService,
} from './errors.js';
import { hashOf } from './idempotency.js';
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

interface Row {
  outcome:
    | 'created'
    | 'replayed'
    | 'idempotency_key_reused'
    | 'unknown_customer'
    | 'unknown_service'
    | 'account_suspended'
    | 'spending_frozen'
    | 'insufficient_credits';
  spend_id: string;
  spent: number;
  allocations: Allocation[];
  balance: Parts;
  spent_at: Date;
}

/**
 * Charges a wallet for a service: all of it or nothing, once per idempotency key, in one round trip.
 * Outside a transaction it commits by itself.
 * Throws InsufficientCredits, IdempotencyKeyReused, AccountSuspended, SpendingFrozen, UnknownCustomer, UnknownService.
 */
export async function spend(
  db: Queryable,
  request: SpendRequest,
): Promise<{ replayed: boolean; spend: Spend }> {
  const { wallet_id, service, quantity, key_owner, key, metadata } = request;
  const row = await db.one<Row>('SELECT * FROM app.spend($1, $2, $3, $4, $5, $6, $7)', [
    wallet_id,
    service,
    quantity,
    key_owner,
    key,
    hashOf({ service, quantity, metadata }),
    metadata ?? null,
  ]);
  if (row.outcome !== 'created' && row.outcome !== 'replayed') throw refusal(row, request);
  return {
    replayed: row.outcome === 'replayed',
    spend: {
      id: row.spend_id,
      service,
      quantity,
      amount: row.spent,
      allocations: row.allocations,
      balance: row.balance,
      created_at: row.spent_at,
    },
  };
}

function refusal(row: Row, { service }: SpendRequest): Error {
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
