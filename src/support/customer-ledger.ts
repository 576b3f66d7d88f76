import { type Actor, audit, requirePermission } from '../accounts/index.js';
import {
  daysOf,
  type Explanation,
  explain,
  openStatement,
  type Period,
  type StatementLine,
  type SummedStatement,
  statementCsv,
  statementLines,
  statementPage,
  sumStatement,
} from '../credits/index.js';
import type { Db } from '../platform/db.js';
import { recordReading } from './record-reading.js';

/** Why a customer's balance is what it is, and the movements of a period, with who acted and why. */
export interface CustomerLedger {
  readonly explanation: Explanation;
  readonly statement: SummedStatement;
  /** Newest first. */
  readonly lines: readonly StatementLine[];
  readonly next_cursor: string | null;
}

const LINES = 50;
/** Fewer than the customer's own page tells: the ledger stands below. */
const GRANTS_TOLD = 10;

/** Needs `customers.read`; written to the audit log as a look at the customer. @throws Forbidden, UnknownCustomer */
export async function customerLedger(
  db: Db,
  actor: Actor,
  wish: { customer_id: string; at?: Date; period: Period; cursor?: string; told?: number },
): Promise<CustomerLedger> {
  requirePermission(actor, 'customers.read');
  const { customer_id: wallet_id, at, period, cursor, told = GRANTS_TOLD } = wish;
  const reader = 'operator';
  const explanation = await explain(db, { wallet_id, at, reader, told });
  const statement = await openStatement(db, { wallet_id, period });
  const page = await statementPage(db, statement, { limit: LINES, cursor, reader });
  await recordReading(db, { actor, customer_id: wallet_id });
  const summed = await sumStatement(db, statement);
  return { explanation, statement: summed, lines: page.data, next_cursor: page.next_cursor };
}

/**
 * All movements of a period as rows of CSV, oldest first, to be sent as they come. Needs `customers.read`; that they
 * were taken out is audited. @throws Forbidden, UnknownCustomer
 */
export async function exportLedger(
  db: Db,
  actor: Actor,
  { customer_id, period }: { customer_id: string; period: Period },
): Promise<AsyncIterable<string>> {
  requirePermission(actor, 'customers.read');
  const statement = await openStatement(db, { wallet_id: customer_id, period });
  const subject = { type: 'user', id: customer_id };
  const action = 'customer.export_ledger';
  await db.transaction((tx) => audit(tx, { actor, action, subject, customer_id, after: daysOf(period) }));
  const reader = 'operator';
  return statementCsv(statementLines(db, statement, { order: 'oldest', reader }), { reader });
}
