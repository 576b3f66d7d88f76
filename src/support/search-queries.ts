import { findUnregisteredCharges, type UnregisteredCharge } from '../billing/index.js';
import type { Queryable } from '../platform/db.js';
import { formatMoney } from '../platform/money.js';

/** One thing found. `title` and `detail` are ready to read; `state` is the row's own word for its state. */
export interface SearchHit {
  /** A charge is one that is no payment here; its id is its discrepancy's. */
  readonly kind: 'customer' | 'payment' | 'charge' | 'refund' | 'event';
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly state: string;
  /** Whose it is; null for an event, and for a charge of somebody whom we do not know. */
  readonly customer_id: string | null;
  readonly at: Date;
}

const HITS_MAX = 8;

/** Of a customer in Stripe, one that was deleted there included: he is nobody's any more, and his objects still tell. */
const OWNERS = `
  SELECT id FROM users WHERE stripe_customer_id = $1
  UNION SELECT p.user_id FROM stripe_objects o JOIN payments p ON p.stripe_charge_id = o.id
        WHERE o.customer = $1 AND o.type = 'charge'
  UNION SELECT s.user_id FROM stripe_objects o JOIN subscriptions s ON s.stripe_id = o.id
        WHERE o.customer = $1 AND o.type = 'subscription'`;

type Query = (db: Queryable, text: string) => Promise<SearchHit[]>;

export const findCustomers = {
  byId: customers('u.id = $1::uuid'),
  byStripeId: customers(`u.id IN (${OWNERS})`),
  bySubscription: customers('u.id = (SELECT user_id FROM subscriptions WHERE stripe_id = $1)'),
  byNameOrEmail: customersByText,
} as const;

export const findPayments = {
  byId: payments('p.id = $1::uuid'),
  byLastFour: payments('p.card_last4 = $1'),
  byReceipt: payments('p.receipt_number = upper($1)'),
  byIntent: payments('p.stripe_payment_intent_id = $1'),
  byCharge: payments('p.stripe_charge_id = $1'),
  byCheckout: payments('p.stripe_checkout_session_id = $1'),
  byInvoice: payments('p.stripe_invoice_id = $1'),
  byDispute: payments('p.id = (SELECT payment_id FROM disputes WHERE stripe_id = $1)'),
} as const;

export const findCharges = { unregistered: unregisteredCharges } as const;

export const findRefunds = { byStripeId: refundsByStripeId } as const;
export const findEvents = { byId: eventsById } as const;

interface CustomerRow {
  id: string;
  email: string;
  name: string;
  status: string;
  created_at: Date;
}

const CUSTOMER = `SELECT u.id, u.email, u.name, u.status, u.created_at FROM users u WHERE u.role = 'customer' AND `;

function customers(condition: string): Query {
  return async (db, text) => {
    const rows = await db.query<CustomerRow>(`${CUSTOMER} ${condition} LIMIT ${HITS_MAX}`, [text]);
    return rows.map(toCustomerHit);
  };
}

/** Both trigram indexes are used, one arm each; a match at the start counts more. */
async function customersByText(db: Queryable, text: string): Promise<SearchHit[]> {
  const pattern = text.replaceAll(/[\\%_]/g, String.raw`\$&`);
  const rows = await db.query<CustomerRow>(
    `SELECT id, email, name, status, created_at FROM (
       (${CUSTOMER} u.email::text ILIKE $1 LIMIT 200) UNION (${CUSTOMER} u.name ILIKE $1 LIMIT 200)) found
     ORDER BY (email::text ILIKE $2 OR name ILIKE $2) DESC, status, created_at DESC, id LIMIT ${HITS_MAX}`,
    [`%${pattern}%`, `${pattern}%`],
  );
  return rows.map(toCustomerHit);
}

function toCustomerHit({ id, email, name, status, created_at }: CustomerRow): SearchHit {
  return {
    kind: 'customer',
    id,
    title: name || email,
    detail: name ? email : '',
    state: status,
    customer_id: id,
    at: created_at,
  };
}

interface PaymentRow {
  id: string;
  user_id: string;
  email: string;
  description: string;
  status: string;
  amount_minor: number;
  currency: string;
  card_brand: string | null;
  card_last4: string | null;
  created_at: Date;
}

function payments(condition: string): Query {
  return async (db, text) => {
    const rows = await db.query<PaymentRow>(
      `SELECT p.id, p.user_id, u.email, p.description, p.status, p.amount_minor, p.currency, p.card_brand, p.card_last4,
              p.created_at
       FROM payments p JOIN users u ON u.id = p.user_id
       WHERE ${condition} ORDER BY p.created_at DESC, p.id DESC LIMIT ${HITS_MAX}`,
      [text],
    );
    return rows.map(toPaymentHit);
  };
}

function toPaymentHit(row: PaymentRow): SearchHit {
  return {
    kind: 'payment',
    id: row.id,
    title: `${formatMoney(row.amount_minor, row.currency)}, ${row.description || 'payment'}`,
    detail: [row.email, cardOf(row)].filter(Boolean).join(' · '),
    state: row.status,
    customer_id: row.user_id,
    at: row.created_at,
  };
}

/** "Visa ·· 4242"; nothing for what was paid otherwise. */
function cardOf({ card_brand, card_last4 }: Pick<PaymentRow, 'card_brand' | 'card_last4'>): string {
  const brand = card_brand ?? 'card';
  return card_last4 ? `${brand.charAt(0).toUpperCase()}${brand.slice(1)} ·· ${card_last4}` : '';
}

async function unregisteredCharges(db: Queryable, text: string): Promise<SearchHit[]> {
  return (await findUnregisteredCharges(db, text, HITS_MAX)).map(toChargeHit);
}

function toChargeHit(charge: UnregisteredCharge): SearchHit {
  const { discrepancy_id, user_id, received_minor, currency, stripe_charge_id, created_at } = charge;
  return {
    kind: 'charge',
    id: discrepancy_id,
    title: `${formatMoney(received_minor, currency)}, charged at Stripe and not registered here`,
    detail: [stripe_charge_id, cardOf(charge)].filter(Boolean).join(' · '),
    state: 'open',
    customer_id: user_id,
    at: created_at,
  };
}

async function refundsByStripeId(db: Queryable, text: string): Promise<SearchHit[]> {
  const rows = await db.query<PaymentRow>(
    `SELECT r.id, p.user_id, u.email, p.description, r.status, r.amount_minor, r.currency, p.card_brand, p.card_last4,
            r.created_at
     FROM refunds r JOIN payments p ON p.id = r.payment_id JOIN users u ON u.id = p.user_id WHERE r.stripe_id = $1`,
    [text],
  );
  return rows.map((row) => ({ ...toPaymentHit(row), kind: 'refund' as const }));
}

async function eventsById(db: Queryable, text: string): Promise<SearchHit[]> {
  const rows = await db.query<{
    id: string;
    type: string;
    object_id: string | null;
    state: string;
    received_at: Date;
  }>('SELECT id, type, object_id, state, received_at FROM stripe_events WHERE id = $1', [text]);
  return rows.map(({ id, type, object_id, state, received_at }) => ({
    kind: 'event' as const,
    id,
    title: type,
    detail: object_id ?? '',
    state,
    customer_id: null,
    at: received_at,
  }));
}
