import Handlebars, { type HelperOptions } from 'handlebars';
import { formatCredits, toCredits } from '../credits/index.js';
import { formatMoney } from '../platform/money.js';
import { assetUrl } from './assets.js';
import { dayInWords, momentInFull, momentInWords, type Reader } from './dates.js';

const MINUS = '−';

/** What templates may call. Amounts of credits are hundredths, money is minor units, moments are dates. */
export const viewHelpers = {
  asset: assetUrl,
  eq: (left: unknown, right: unknown) => left === right,
  concat: (...parts: unknown[]) => parts.slice(0, -1).join(''),
  /** The first of its arguments that is not empty. */
  or: (...values: unknown[]) => values.slice(0, -1).find(Boolean),
  /** "1 run", "12 runs": regular plurals only. */
  count: (n: number, what: string) => `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`,
  credits: (amount: number) => formatCredits(amount),
  /** "1 credit", "2,090 credits". */
  creditsInWords: (amount: number) => `${formatCredits(amount)} ${creditWord(amount)}`,
  creditWord,
  /** A change: "+100", "−120", "0". */
  change: (amount: number) => signed(amount),
  minus: (amount: number) => -amount,
  below: (amount: number) => amount < 0,
  money: (minor: number, currency: string) => formatMoney(minor, currency),
  /** <time> with the moment in words and, as its title, in full. */
  moment: (at: Date, options: HelperOptions) => time(at, momentInWords(at, reader(options)), options),
  day: (at: Date, options: HelperOptions) => time(at, dayInWords(at, reader(options)), options),
  full: (at: Date, options: HelperOptions) => time(at, momentInFull(at, reader(options)), options),
};

function creditWord(amount: number): string {
  return toCredits(amount) === 1 ? 'credit' : 'credits';
}

/** "+100", "−120", "0". */
export function signed(amount: number): string {
  const figure = formatCredits(Math.abs(amount));
  if (amount === 0) return figure;
  return amount > 0 ? `+${figure}` : `${MINUS}${figure}`;
}

function time(at: Date, words: string, options: HelperOptions): Handlebars.SafeString {
  const title = momentInFull(at, reader(options));
  const attributes = `datetime="${at.toISOString()}" title="${Handlebars.escapeExpression(title)}"`;
  return new Handlebars.SafeString(`<time ${attributes}>${Handlebars.escapeExpression(words)}</time>`);
}

/** Pages that show moments are given `now` by app.now(); the others fall back to this machine's clock. */
function reader(options: HelperOptions): Reader {
  const { now = new Date(), timeZone } = options.data.root as Partial<Reader>;
  return { now, timeZone };
}
