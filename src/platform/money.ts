import { InvalidInput } from './errors.js';

/** Currencies whose smallest unit is the unit itself, and those with a thousandth, as Stripe counts them. */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));

/** How many decimals an amount in this currency has. */
export function minorDigits(currency: string): number {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

/** Minor units for people: `formatMoney(2700, 'eur')` is `€27.00`. */
export function formatMoney(amount_minor: number, currency: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount_minor / 10 ** digits);
}

/** What one of many costs, finer than the smallest coin: `formatUnitPrice(3.6, 'eur')` is `€0.036`. */
export function formatUnitPrice(amount_minor: number, currency: string): string {
  const digits = minorDigits(currency);
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits + 2,
  }).format(amount_minor / 10 ** digits);
}

/** Minor units as a plain decimal for a form's field: `2700` is `27.00`. */
export function moneyInput(amount_minor: number, currency: string): string {
  const digits = minorDigits(currency);
  return (amount_minor / 10 ** digits).toFixed(digits);
}

const AMOUNT = /^(?<whole>\d{1,3}(?:,\d{3})+|\d{1,12})(?:[.,](?<fraction>\d{1,3}))?$/;

/**
 * Reads what a person typed (`27`, `27.5`, `27,50`, `€1,234.50`) into minor units, with no float between.
 *
 * @throws InvalidInput naming `field` when it is no amount, or has more decimals than the currency
 */
export function parseMoney(text: string, currency: string, field = 'amount'): number {
  const match = AMOUNT.exec(text.replace(/^[\p{Sc}\s]+|[\p{Sc}\s]+$/gu, ''));
  const digits = minorDigits(currency);
  const fraction = match?.groups?.fraction ?? '';
  if (!match || fraction.length > digits) {
    throw new InvalidInput({ [field]: `Enter an amount such as ${moneyInput(2700, currency)}.` });
  }
  const whole = (match.groups?.whole ?? '').replaceAll(',', '');
  return Number(whole + fraction.padEnd(digits, '0'));
}
