import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { list } from '../lists.js';
import { formatMoney } from '../money.js';
import { type Html, html } from '../pages/html.js';
import { load } from '../store.js';
import { cardOf } from './customers.js';
import { button, deed, panel, pill, select, TELLS, table, when } from './parts.js';
import { paymentPill } from './payments.js';

/** One payment, what went back of it, and what may be done: a refund as from the dashboard, a dispute as from a bank. */
export async function paymentPage(call: Call, id: string): Promise<Html[]> {
  const charge = await load(call, 'charge', id);
  const refunds = await list(call, 'refund', '', { limit: 100 }, { charge: id });
  const disputes = await list(call, 'dispute', '', { limit: 100 }, { charge: id });
  return [
    summary(charge),
    ...(charge.status === 'succeeded' ? [refundPanel(charge), disputePanel(charge)] : []),
    panel('Refunds', table(REFUND_COLUMNS, refunds.data.map(refundRow), 'None.')),
    panel('Disputes', table(DISPUTE_COLUMNS, disputes.data.map(disputeRow), 'None.')),
  ];
}

function summary(charge: Stripe.Charge): Html {
  const { amount, created, currency, customer, failure_message, id, payment_intent } = charge;
  const who = customer
    ? html`<a href="/customers/${String(customer)}"><code>${String(customer)}</code></a>`
    : html`nobody’s`;
  return html`<section class="panel"><div class="top"><h1>${formatMoney(amount, currency)}</h1>${paymentPill(charge)}</div>
<dl><dt>When</dt><dd>${when(created)}</dd><dt>Card</dt><dd>${cardOf(charge.payment_method_details?.card ?? { brand: null, last4: null })}</dd>
<dt>Customer</dt><dd>${who}</dd><dt>Charge</dt><dd><code>${id}</code></dd><dt>Intent</dt><dd><code>${String(payment_intent)}</code></dd>
${failure_message ? html`<dt>Why</dt><dd>${failure_message}</dd>` : null}</dl></section>`;
}

function refundPanel({ amount, amount_refunded, currency, id }: Stripe.Charge): Html {
  const left = amount - amount_refunded;
  if (left === 0) return panel('Refund', html`<p class="quiet">All of it went back.</p>`);
  const field = html`<label>Amount in minor units, of ${formatMoney(left, currency)}<input name="amount" inputmode="numeric" value="${left}"></label>`;
  return panel(
    'Refund in the dashboard',
    deed('refund', { charge: id }, html`${field}${TELLS}<button class="primary">Refund</button>`),
  );
}

const REASONS = [
  ['fraudulent', 'Fraudulent'],
  ['product_not_received', 'Not received'],
  ['subscription_canceled', 'Subscription was cancelled'],
  ['duplicate', 'Charged twice'],
  ['general', 'General'],
] as const;

function disputePanel({ id }: Stripe.Charge): Html {
  const inquiry = html`<label class="tick"><input type="checkbox" name="inquiry" value="yes"> The bank only asks</label>`;
  return panel(
    'Dispute by the bank',
    deed(
      'dispute',
      { charge: id },
      html`${select('reason', 'Reason', REASONS)}${inquiry}${TELLS}<button>Open dispute</button>`,
    ),
  );
}

const REFUND_COLUMNS = [
  { name: 'When' },
  { name: 'Refund' },
  { name: 'State' },
  { name: 'Amount', figures: true },
  { name: '' },
];

function refundRow({ amount, created, currency, failure_reason, id, status }: Stripe.Refund): Html[] {
  const tone = status === 'failed' ? 'bad' : status === 'succeeded' ? 'good' : 'warn';
  const why = failure_reason ? html`<small>${failure_reason.replaceAll('_', ' ')}</small>` : null;
  return [
    when(created),
    html`<code>${id}</code>`,
    html`${pill(String(status), tone)}${why}`,
    html`${formatMoney(amount, currency)}`,
    status === 'succeeded' || status === 'pending'
      ? button('refund-fails', { refund: id }, 'Let it fail')
      : html``,
  ];
}

const DISPUTE_COLUMNS = [
  { name: 'Opened' },
  { name: 'Dispute' },
  { name: 'State' },
  { name: 'Amount', figures: true },
  { name: 'What happens next' },
];

function disputeRow({ amount, created, currency, id, reason, status }: Stripe.Dispute): Html[] {
  const tone = status === 'won' ? 'good' : status === 'lost' ? 'bad' : 'warn';
  return [
    when(created),
    html`<code>${id}</code><small>${reason.replaceAll('_', ' ')}</small>`,
    pill(status.replaceAll('_', ' '), tone),
    html`${formatMoney(amount, currency)}`,
    html`<div class="row">${nextFor(status).map(([to, words]) => button('dispute-moves', { dispute: id, to }, words))}</div>`,
  ];
}

function nextFor(status: Stripe.Dispute.Status): [Stripe.Dispute.Status, string][] {
  if (status.startsWith('warning_'))
    return [
      ['warning_closed', 'Close inquiry'],
      ['needs_response', 'Escalate'],
    ];
  if (status === 'won') return [['lost', 'Lose after all']];
  if (status === 'lost') return [['won', 'Win after all']];
  return [
    ['won', 'Win'],
    ['lost', 'Lose'],
  ];
}
