import {
  type Actor,
  limitFor,
  listOverrides,
  may,
  OVERRIDE_KINDS,
  type Override,
  type OverrideKind,
  permissionFor,
  requirePermission,
} from '../accounts/index.js';
import {
  type Attempt,
  attemptsWithoutCharge,
  type UnregisteredCharge,
  unregisteredChargesOf,
} from '../billing/index.js';
import { type Balance, balance, type Hold, listHolds, UnknownCustomer } from '../credits/index.js';
import type { Db, Queryable } from '../platform/db.js';
import { listServices } from '../services/index.js';
import { type CustomerPayment, listCustomerPayments } from './customer-payments.js';
import {
  type AuditLine,
  listAudit,
  listMails,
  listNotes,
  type Note,
  type SentMail,
} from './customer-records.js';
import { type CustomerSubscriptions, listCustomerSubscriptions } from './customer-subscriptions.js';
import { recordReading } from './record-reading.js';
import { type TimelineItem, timeline } from './timeline.js';

export interface Customer {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly status: 'active' | 'closed';
  readonly stripe_customer_id: string | null;
  readonly email_verified_at: Date | null;
  readonly last_sign_in_at: Date | null;
  readonly created_at: Date;
  readonly suspended_until: Date | null;
  readonly spending_frozen_until: Date | null;
  readonly open_discrepancies: number;
}

/** What came in and went back, all time, in one currency. Minor units. */
export interface Paid {
  readonly currency: string;
  readonly received_minor: number;
  readonly refunded_minor: number;
  /** What banks took back with disputes. */
  readonly lost_minor: number;
}

/** Everything that the page of one customer shows; credits in hundredths, money in minor units. */
export interface CustomerPage {
  readonly customer: Customer;
  /** The very balance that the customer's own page shows. */
  readonly balance: Balance;
  readonly paid: readonly Paid[];
  readonly timeline: readonly TimelineItem[];
  /** The open ones. */
  readonly holds: readonly Hold[];
  readonly payments: readonly CustomerPayment[];
  /** What a bank wanted confirmed, and was not: no charge was made. */
  readonly attempts: readonly Attempt[];
  /** Money that Stripe took and that is no payment here. */
  readonly unregistered: readonly UnregisteredCharge[];
  readonly subscriptions: CustomerSubscriptions;
  readonly overrides: readonly Override[];
  /** What is on offer, at the price that this customer pays. */
  readonly services: readonly { readonly slug: string; readonly name: string; readonly cost: number }[];
  readonly mails: readonly SentMail[];
  readonly notes: readonly Note[];
  /** All of it, or what the operator did himself, by his permission. */
  readonly audit: readonly AuditLine[];
  /** What this operator may do here; null where he may not at all. Adjusting is in hundredths of a credit. */
  readonly may: {
    readonly adjust_a_time: number | null;
    readonly refund: boolean;
    readonly register: boolean;
    readonly write_off: boolean;
    readonly change_subscription: boolean;
    readonly override: readonly OverrideKind[];
  };
}

const ROWS = 100;

/**
 * Reads the page of one customer, and writes to the audit log that it was read.
 * Needs `customers.read`. Throws Forbidden, UnknownCustomer.
 */
export async function customerPage(db: Db, actor: Actor, id: string): Promise<CustomerPage> {
  requirePermission(actor, 'customers.read');
  const customer = await readCustomer(db, id);
  const [credits, paid, items, holds, money, subscriptions, overrides, services, mails, notes, log] =
    await Promise.all([
      balance(db, id),
      listPaid(db, id),
      timeline(db, id),
      listHolds(db, id, { only_open: true, limit: ROWS }),
      readMoney(db, id),
      listCustomerSubscriptions(db, id),
      listOverrides(db, id, ROWS),
      listServices(db, id),
      listMails(db, id, ROWS),
      listNotes(db, id, ROWS),
      listAuditFor(db, actor, id),
    ]);
  await recordReading(db, { actor, customer_id: id });
  return {
    customer,
    paid,
    ...money,
    subscriptions,
    overrides,
    services: services.map(({ slug, name, cost }) => ({ slug, name, cost })),
    holds,
    mails,
    notes,
    balance: credits,
    timeline: items,
    audit: log,
    may: mayOf(actor),
  };
}

/** What was paid, what was tried, and what Stripe took that is no payment here. */
async function readMoney(
  db: Db,
  user_id: string,
): Promise<Pick<CustomerPage, 'payments' | 'attempts' | 'unregistered'>> {
  const [payments, attempts, unregistered] = await Promise.all([
    listCustomerPayments(db, user_id, ROWS),
    attemptsWithoutCharge(db, { user_id }),
    unregisteredChargesOf(db, user_id),
  ]);
  return { payments, attempts, unregistered };
}

/** All of it, or what the operator did himself, by his permission. */
function listAuditFor(db: Queryable, actor: Actor, customer_id: string): Promise<AuditLine[]> {
  const actor_id = may(actor.role, 'audit.read_all') ? null : actor.id;
  return listAudit(db, { customer_id, actor_id, limit: ROWS });
}

function mayOf(actor: Actor): CustomerPage['may'] {
  return {
    adjust_a_time: may(actor.role, 'credits.adjust') ? limitFor(actor.role, 'adjust').a_time : null,
    refund: may(actor.role, 'payments.refund'),
    register: may(actor.role, 'payments.register'),
    write_off: may(actor.role, 'debts.write_off'),
    change_subscription: may(actor.role, 'subscriptions.change'),
    override: OVERRIDE_KINDS.filter((kind) => may(actor.role, permissionFor(kind))),
  };
}

async function readCustomer(db: Queryable, id: string): Promise<Customer> {
  const customer = await db.maybeOne<Customer>(
    `SELECT u.id, u.email, u.name, u.status, u.stripe_customer_id, u.email_verified_at, u.last_sign_in_at, u.created_at,
            w.suspended_until, w.spending_frozen_until,
            (SELECT count(*) FROM discrepancies d WHERE d.user_id = u.id AND d.status = 'open') AS open_discrepancies
     FROM users u JOIN wallets w ON w.id = u.id WHERE u.id = $1 AND u.role = 'customer'`,
    [id],
  );
  if (!customer) throw new UnknownCustomer();
  return customer;
}

function listPaid(db: Queryable, user_id: string): Promise<Paid[]> {
  return db.query<Paid>(
    `SELECT p.currency, sum(p.received_minor) AS received_minor, coalesce(sum(r.refunded), 0) AS refunded_minor,
            coalesce(sum(d.lost), 0) AS lost_minor
     FROM payments p
     LEFT JOIN LATERAL (SELECT sum(amount_minor) AS refunded FROM refunds
                        WHERE payment_id = p.id AND status NOT IN ('failed', 'canceled')) r ON true
     LEFT JOIN LATERAL (SELECT sum(amount_minor) AS lost FROM disputes
                        WHERE payment_id = p.id AND status = 'lost') d ON true
     WHERE p.user_id = $1 AND p.status = 'succeeded'
     GROUP BY p.currency ORDER BY received_minor DESC`,
    [user_id],
  );
}
