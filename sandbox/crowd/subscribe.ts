import { GRACE } from '../history/quickscale/subscription.js';
import type { Tables } from '../history/rows.js';
import { addMonths, DAY, dayAndMonth, HOUR, iso, MINUTE } from '../history/time.js';
import { pay } from './pay.js';
import type { Resident } from './resident.js';
import type { Offer } from './town.js';
import { planRuns } from './use.js';

const TRIES_FIRST = 0.3;
const TRIAL = { amount: 10_000, ms: 14 * DAY };
const CANCELS = 0.12;

/** A plan month by month, perhaps after a trial, until he cancels. */
export function subscribe(resident: Resident): void {
  const { agenda, ledger, random, signedUpAt, world } = resident;
  const begins = signedUpAt + random.int(5, 48 * 60) * MINUTE;
  const offer = random.pick(world.plans);
  agenda.plan(begins, (at) => {
    const row = subscription(resident, offer, at);
    if (!random.chance(TRIES_FIRST)) return period(resident, { offer, row, anchor: at, number: 0 });
    const ends = at + TRIAL.ms;
    const source_id = `${random.stripeId('in')}:${random.stripeId('il')}`;
    const trial = { type: 'promotional', source: 'trial', source_id, cause: 'invoice_line' } as const;
    ledger.grant({ ...trial, amount: TRIAL.amount, expires_at: ends }, at);
    Object.assign(row, { status: 'trialing', trial_end: iso(ends), current_period_end: iso(ends) });
    resident.planExpiry(ends);
    planRuns(resident, { from: at, until: Math.min(world.now, ends), runs: random.int(0, 3) });
    agenda.plan(ends, (now) => period(resident, { offer, row, anchor: now, number: 0 }));
  });
}

function subscription({ id, random, world }: Resident, offer: Offer, at: number): Tables['subscriptions'] {
  return world.book.insert('subscriptions', {
    id: random.uuid(at),
    stripe_id: random.stripeId('sub'),
    user_id: id,
    price_id: offer.price_id,
    quantity: 1,
    status: 'active',
    current_period_start: iso(at),
    current_period_end: iso(at),
    cancel_at_period_end: false,
    canceled_at: null,
    ended_at: null,
    trial_end: null,
    created_at: iso(at),
    updated_at: iso(at),
  });
}

type Membership = { offer: Offer; row: Tables['subscriptions']; anchor: number; number: number };

/** A period begins with its invoice; the money for it brings its credits. */
function period(resident: Resident, membership: Membership): void {
  const { agenda, ledger, random, world } = resident;
  const { offer, row, anchor, number } = membership;
  const [start, end] = [addMonths(anchor, number), addMonths(anchor, number + 1)];
  const at = number === 0 ? start : start + HOUR;
  Object.assign(row, {
    status: 'active',
    current_period_start: iso(start),
    current_period_end: iso(end),
    updated_at: iso(start),
  });
  agenda.plan(at, () => {
    const invoice = paidInvoice(resident, membership, at);
    const payment = pay(
      resident,
      { offer, description: `${offer.name}, ${dayAndMonth(start)} to ${dayAndMonth(end)}`, invoice },
      at,
    );
    const expires_at = end + GRACE;
    const grant = {
      type: 'subscription',
      amount: offer.amount,
      expires_at,
      source: 'invoice_line',
      cause: 'invoice_line',
    } as const;
    ledger.grant({ ...grant, source_id: `${invoice}:${random.stripeId('il')}`, payment_id: payment.id }, at);
    resident.planExpiry(expires_at);
    planRuns(resident, { from: at, until: Math.min(world.now, end), runs: random.int(0, 5) });
  });
  agenda.plan(end, () =>
    random.chance(CANCELS) ? cancel(row, end) : period(resident, { ...membership, number: number + 1 }),
  );
}

function paidInvoice({ id, random, world }: Resident, { offer, row }: Membership, at: number): string {
  const stripe_id = random.stripeId('in');
  world.book.insert('invoices', {
    id: random.uuid(at),
    stripe_id,
    user_id: id,
    subscription_id: row.id,
    number: `${random.hex(8).toUpperCase()}-0001`,
    status: 'paid',
    currency: offer.currency,
    total_minor: offer.unit_amount_minor,
    amount_paid_minor: offer.unit_amount_minor,
    amount_due_minor: offer.unit_amount_minor,
    paid_at: iso(at),
    created_at: iso(at),
  });
  return stripe_id;
}

function cancel(row: Tables['subscriptions'], at: number): void {
  const ended = { status: 'canceled', canceled_at: iso(at), ended_at: iso(at), updated_at: iso(at) };
  Object.assign(row, ended);
}
