import { iso, SECOND } from '../time.js';
import type { Account } from './account.js';

type Succeeded = {
  id: string;
  kind: string;
  parameters: object;
  idempotency_key: string;
  /** What the call made at Stripe. */
  stripe_id: string;
  requested_by?: string;
};

/** Records a call to Stripe that succeeded at once. */
export function succeededOperation({ id: user_id, world }: Account, operation: Succeeded, at: number): void {
  world.book.insert('stripe_operations', {
    status: 'succeeded',
    user_id,
    requested_by: null,
    attempts: 1,
    first_sent_at: iso(at),
    created_at: iso(at),
    finished_at: iso(at + SECOND),
    ...operation,
  });
}
