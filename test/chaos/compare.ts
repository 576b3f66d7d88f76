import type Stripe from 'stripe';
import { type Db, openDb } from '../../src/platform/db.js';

/** Ids of Stripe's, each with what one side says of it. */
type Facts = Map<string, unknown>;

interface Sides {
  stripe: Facts;
  here: Facts;
}

/**
 * Every object in the simulated Stripe's own store held against QuickScale's rows, by domain.md and by nothing of
 * QuickScale's code. Answers what differs, each in a line; in step means none.
 */
export async function differences(db: Db, stripeDatabaseUrl: string): Promise<string[]> {
  const store = openDb(stripeDatabaseUrl, { max: 1 });
  try {
    const world = await readStore(store);
    const sides: Record<string, Sides> = {
      payment: { stripe: payments(world), here: await paymentsHere(db) },
      refund: { stripe: refunds(world), here: await refundsHere(db) },
      dispute: { stripe: disputes(world), here: await disputesHere(db) },
      subscription: { stripe: subscriptions(world), here: await subscriptionsHere(db) },
      invoice: { stripe: invoices(world), here: await invoicesHere(db) },
      'credits granted': { stripe: credits(world), here: await grantsHere(db) },
      'credits taken': { stripe: taken(world), here: await takenHere(db) },
    };
    return Object.entries(sides).flatMap(([what, both]) => misfits(what, both));
  } finally {
    await store.close();
  }
}

function misfits(what: string, { stripe, here }: Sides): string[] {
  const ids = new Set([...stripe.keys(), ...here.keys()]);
  return [...ids].flatMap((id) => {
    const [theirs, ours] = [JSON.stringify(stripe.get(id)), JSON.stringify(here.get(id))];
    return theirs === ours ? [] : [`${what} ${id}: Stripe ${theirs ?? 'has none'}, here ${ours ?? 'none'}`];
  });
}

interface World {
  charges: Stripe.Charge[];
  intents: Map<string, Stripe.PaymentIntent>;
  refunds: Stripe.Refund[];
  disputes: Stripe.Dispute[];
  subscriptions: Stripe.Subscription[];
  invoices: Stripe.Invoice[];
  invoicePayments: Stripe.InvoicePayment[];
  prices: Map<string, Stripe.Price>;
  products: Map<string, Stripe.Product>;
}

async function readStore(store: Db): Promise<World> {
  const all = async <T>(type: string): Promise<T[]> =>
    (
      await store.query<{ doc: T }>(
        'SELECT doc FROM objects WHERE type = $1 AND NOT deleted ORDER BY created, seq',
        [type],
      )
    ).map(({ doc }) => doc);
  const byId = async <T extends { id: string }>(type: string) =>
    new Map((await all<T>(type)).map((object) => [object.id, object]));
  return {
    charges: await all('charge'),
    intents: await byId('payment_intent'),
    refunds: await all('refund'),
    disputes: await all('dispute'),
    subscriptions: await all('subscription'),
    invoices: await all('invoice'),
    invoicePayments: await all('invoice_payment'),
    prices: await byId('price'),
    products: await byId('product'),
  };
}

function payments({ charges }: World): Facts {
  return new Map(
    charges.map(({ id, status, amount, amount_captured, captured, currency, payment_method_details }) => [
      id,
      [
        status,
        amount,
        status === 'succeeded' && captured ? amount_captured : 0,
        currency,
        payment_method_details?.card?.last4 ?? null,
      ],
    ]),
  );
}

function paymentsHere(db: Db): Promise<Facts> {
  return facts(
    db,
    `SELECT stripe_charge_id AS id, jsonb_build_array(status, amount_minor, received_minor, currency, card_last4) AS fact FROM payments`,
  );
}

function refunds({ refunds: all }: World): Facts {
  return new Map(
    all.map(({ id, status, amount, currency, charge }) => [id, [status, amount, currency, charge]]),
  );
}

/** A refund that is asked for and that Stripe does not have shows under its operation's id. */
function refundsHere(db: Db): Promise<Facts> {
  return facts(
    db,
    `SELECT coalesce(r.stripe_id, r.operation_id::text) AS id,
            jsonb_build_array(r.status, r.amount_minor, r.currency, p.stripe_charge_id) AS fact
     FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.stripe_id IS NOT NULL OR r.status <> 'failed'`,
  );
}

function disputes({ disputes: all }: World): Facts {
  return new Map(all.map(({ id, status, amount, charge }) => [id, [status, amount, charge]]));
}

function disputesHere(db: Db): Promise<Facts> {
  return facts(
    db,
    `SELECT d.stripe_id AS id, jsonb_build_array(d.status, d.amount_minor, p.stripe_charge_id) AS fact
     FROM disputes d JOIN payments p ON p.id = d.payment_id`,
  );
}

function subscriptions({ subscriptions: all }: World): Facts {
  return new Map(
    all.map(({ id, status, items, cancel_at_period_end, ended_at }) => {
      const [item] = items.data;
      return [
        id,
        [status, item?.price.id, item?.quantity, item?.current_period_end, cancel_at_period_end, ended_at],
      ];
    }),
  );
}

function subscriptionsHere(db: Db): Promise<Facts> {
  return facts(
    db,
    `SELECT s.stripe_id AS id, jsonb_build_array(s.status, p.stripe_id, s.quantity,
            extract(epoch FROM s.current_period_end)::bigint, s.cancel_at_period_end,
            extract(epoch FROM s.ended_at)::bigint) AS fact
     FROM subscriptions s JOIN prices p ON p.id = s.price_id`,
  );
}

function invoices({ invoices: all }: World): Facts {
  return new Map(
    all.map(({ id, status, total, amount_paid, amount_due, number }) => [
      id,
      [status, total, amount_paid, amount_due, number],
    ]),
  );
}

function invoicesHere(db: Db): Promise<Facts> {
  return facts(
    db,
    `SELECT stripe_id AS id, jsonb_build_array(status, total_minor, amount_paid_minor, amount_due_minor, number) AS fact
     FROM invoices`,
  );
}

/** What domain.md says a price gives, in hundredths: its own `credit_amount`, else its product's. */
function creditsOf({ prices, products }: World, price_id: string, quantity: number): number {
  const price = prices.get(price_id);
  const product = price && products.get(String(price.product));
  const whole = price?.metadata.credit_amount ?? product?.metadata.credit_amount ?? '0';
  return Number(whole) * 100 * quantity;
}

function isPaid({ status, captured }: Stripe.Charge): boolean {
  return status === 'succeeded' && captured;
}

/** Packs by their charge; plans by invoice and line, once each, where money was paid. */
function credits(world: World): Facts {
  const granted: Facts = new Map();
  for (const charge of world.charges.filter(isPaid)) {
    const { price, quantity } = world.intents.get(String(charge.payment_intent))?.metadata ?? {};
    if (price) granted.set(charge.id, creditsOf(world, price, Number(quantity)));
  }
  for (const invoice of world.invoices.filter(({ status }) => status === 'paid'))
    for (const { id, amount, price, quantity } of planLines(invoice))
      if (amount > 0) granted.set(`${invoice.id}:${id}`, creditsOf(world, price, quantity));
  return granted;
}

function planLines(invoice: Stripe.Invoice) {
  return invoice.lines.data.flatMap(({ id, amount, pricing, quantity, parent }) => {
    const item = parent?.subscription_item_details;
    const price = pricing?.price_details?.price;
    return item && !item.proration && price
      ? [{ id, amount, price: String(price), quantity: quantity ?? 0 }]
      : [];
  });
}

function grantsHere(db: Db): Promise<Facts> {
  return facts(
    db,
    `SELECT source_id AS id, to_jsonb(sum(amount)) AS fact FROM grants
     WHERE source IN ('payment', 'invoice_line') GROUP BY source_id`,
  );
}

/** floor(G · R / P) for each charge that money went back of: refunds that live, and disputes that were lost. */
function taken(world: World): Facts {
  const granted = credits(world);
  const back: Facts = new Map();
  for (const charge of world.charges.filter(isPaid)) {
    const returned_minor =
      sum(
        world.refunds,
        (each) => each.charge === charge.id && !['failed', 'canceled'].includes(each.status ?? ''),
      ) + sum(world.disputes, (each) => each.charge === charge.id && each.status === 'lost');
    if (returned_minor === 0) continue;
    const bought = Number(granted.get(charge.id) ?? planBoughtWith(world, charge, granted));
    back.set(charge.id, Math.floor((bought * Math.min(returned_minor, charge.amount)) / charge.amount));
  }
  return back;
}

function planBoughtWith(
  { invoicePayments, invoices: all }: World,
  charge: Stripe.Charge,
  granted: Facts,
): number {
  const paid = invoicePayments.find(({ payment }) => payment.payment_intent === charge.payment_intent);
  const invoice = all.find(({ id }) => id === paid?.invoice);
  if (!invoice) return 0;
  return planLines(invoice).reduce(
    (whole, { id }) => whole + Number(granted.get(`${invoice.id}:${id}`) ?? 0),
    0,
  );
}

function sum<T extends { amount: number }>(all: readonly T[], counts: (each: T) => boolean): number {
  return all.filter(counts).reduce((whole, { amount }) => whole + amount, 0);
}

function takenHere(db: Db): Promise<Facts> {
  return facts(
    db,
    `SELECT p.stripe_charge_id AS id, to_jsonb(sum(t.target)) AS fact
     FROM returns t JOIN payments p ON p.id = t.payment_id LEFT JOIN disputes d ON d.id = t.dispute_id
     WHERE t.live AND (d.id IS NULL OR d.status = 'lost') GROUP BY 1`,
  );
}

async function facts(db: Db, sql: string): Promise<Facts> {
  const rows = await db.query<{ id: string; fact: unknown }>(sql);
  return new Map(rows.map(({ id, fact }) => [id, fact]));
}
