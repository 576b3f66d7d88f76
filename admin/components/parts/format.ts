export { formatMoney as money } from '../../../src/platform/money.js';

const MINUS = '−';
const HUNDREDTHS = 100;

/** Hundredths of a credit for people: "2,090", "12.50", "−120". */
export function credits(hundredths: number): string {
  const digits = hundredths % HUNDREDTHS === 0 ? 0 : 2;
  const figure = (Math.abs(hundredths) / HUNDREDTHS).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return hundredths < 0 ? `${MINUS}${figure}` : figure;
}

/** A change of credits: "+100", "−120", "0". */
export function change(hundredths: number): string {
  return hundredths > 0 ? `+${credits(hundredths)}` : credits(hundredths);
}

/** "22 Nov, 18:04"; with the year instead of the hour where it is not this one. */
export function moment(at: string | Date, now = new Date()): string {
  const date = new Date(at);
  return date.getFullYear() === now.getFullYear()
    ? `${write(date, { day: 'numeric', month: 'short' })}, ${write(date, { hour: '2-digit', minute: '2-digit' })}`
    : write(date, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "14 Dec", with the year where it is not this one. */
export function day(at: string | Date, now = new Date()): string {
  const date = new Date(at);
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return write(date, { day: 'numeric', month: 'short', ...year });
}

export function clock(at: string | Date): string {
  return write(new Date(at), { hour: '2-digit', minute: '2-digit' });
}

/** To the second and with its zone, for a tooltip. */
export function fullMoment(at: string | Date): string {
  return new Date(at).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'long' });
}

function write(date: Date, options: Intl.DateTimeFormatOptions): string {
  return date.toLocaleString('en-GB', { hourCycle: 'h23', ...options });
}

const BRANDS: Readonly<Record<string, string>> = { visa: 'Visa', mastercard: 'MC', amex: 'Amex' };

export function card(brand: unknown, last4: unknown): string {
  if (!last4) return '–';
  const name = String(brand ?? 'card');
  return `${BRANDS[name] ?? words(name)} ·· ${String(last4)}`;
}

/** A word of ours for people: `pay_as_you_go` is "Pay-as-you-go", `charged_not_registered` is "Charged, not registered". */
export function words(text: string): string {
  const plain = WORDS[text] ?? text.replaceAll(/[_.]/g, ' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

const WORDS: Readonly<Record<string, string>> = {
  pay_as_you_go: 'pay-as-you-go',
  charged_not_registered: 'charged, not registered',
  registered_not_charged: 'registered, not charged',
  service_cost: 'own service cost',
  freeze_spending: 'freeze spending',
  suspend: 'suspend the account',
  comp_plan: 'free plan',
  'customer.read': 'read the customer',
  'customer.search': 'searched',
  'customer.export_ledger': 'took out the ledger',
  'credits.adjust': 'adjusted credits',
  'credits.adjust_undo': 'undid an adjustment',
  'refund.request': 'asked for a refund',
  'payment.register': 'registered a payment',
  'subscription.end': 'let a plan end with its period',
  'subscription.keep': 'kept a plan as it is',
  'subscription.end_now': 'ended a plan now',
  'subscription.change_now': 'changed a plan',
  'subscription.change_later': 'changed a plan with its period’s end',
  'subscription.pause': 'paused a plan',
  'subscription.resume': 'resumed a plan',
  'service.cost': 'changed what a service costs',
  'override.suspend': 'suspended the account',
  'override.freeze_spending': 'froze spending',
  'override.block_refunds': 'blocked refunds',
  'override.service_cost': 'set a cost of his own',
  'override.end': 'ended an override',
  'api_key.create': 'made an API key',
  'api_key.revoke': 'revoked an API key',
  'product.create': 'made a product',
  'product.change': 'changed a product',
  'product.archive': 'archived a product',
  'product.restore': 'put a product back on sale',
  'price.create': 'added a price',
  'price.replace': 'replaced a price',
  'price.change': 'changed a price',
  'price.archive': 'archived a price',
  'price.restore': 'put a price back on sale',
  'catalogue.sync': 'read the catalogue from Stripe',
  'queue.retry': 'had given-up work tried again',
  'queue.change': 'changed a queue',
  'event.replay': 'had an event worked on again',
  'event.dismiss': 'put an event aside',
  'event.fetch_missed': 'fetched missed events',
  'operator.create': 'created an operator',
  'operator.sign_in': 'signed in',
};

export function firstName(name: string, email: string): string {
  return name.split(' ')[0] || email;
}
