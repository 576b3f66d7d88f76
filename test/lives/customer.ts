import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { load } from 'cheerio';
import type Stripe from 'stripe';
import { addDuration } from '../../sandbox/clock.js';
import {
  cancelNow,
  type EndNow,
  listPayments,
  pauseSubscription,
  recentInvoices,
  resumeSubscription,
  type SubscriptionView,
  subscriptionOf,
} from '../../src/billing/index.js';
import { listGrants, toCredits } from '../../src/credits/index.js';
import { formatMoney } from '../../src/platform/money.js';
import type { Browser, Page } from '../http/accounts/browser.js';
import { signedIn } from '../http/accounts/people.js';
import { call, move } from '../http/api/client.js';
import { expectSamePlans } from './agreement.js';
import type { Town } from './town.js';

export const CARDS = {
  good: '4242424242424242',
  other: '5555555555554444',
  declined: '4000000000000002',
  /** Saved without a complaint, declined whenever it is charged. */
  failsLater: '4000000000000341',
  asksEachTime: '4000002760003184',
  /** Its bank asks before it is saved, and never again. */
  asksOnce: '4000002500003155',
} as const;

/** The subject of the mail with a receipt, in a test's expectation. */
export const RECEIPT: unknown = expect.stringMatching(/^Your receipt R-\d{4}-\d+$/);

/** One cost one credit in the sandbox's catalogue. */
const SERVICE = 'text-sentiment';

/** A moment so much later, an ISO 8601 duration. */
export function later(at: Date, duration: string): Date {
  const moved = addDuration(at, duration);
  if (!moved) throw new Error(`${duration} is no duration`);
  return moved;
}

/** A customer in words: what he does in his browser, and what he then has and sees. */
export class Customer {
  #mails_read = 0;

  private constructor(
    readonly town: Town,
    readonly browser: Browser,
    readonly id: string,
    readonly email: string,
  ) {}

  static async arrives(town: Town): Promise<Customer> {
    const { browser, id, email } = await signedIn(town.db, town.url);
    return new Customer(town, browser, id, email);
  }

  /** Buys a plan or a pack, by its name in the catalogue, on Stripe's page; answers the page that he ends on. */
  async buys(nickname: string, { card = CARDS.good as string } = {}): Promise<Page> {
    return this.paysOn(await this.opensCheckout(nickname), card);
  }

  /** As far as Stripe's page; answers its address. */
  async opensCheckout(nickname: string): Promise<string> {
    const price = await this.#priceOf(nickname);
    return leadsTo(await this.browser.submit('/pricing', { price, quantity: '1' }, '/checkout'));
  }

  /** Types his card on a page of Stripe's and follows where that leads. */
  async paysOn(page: string, card: string = CARDS.good): Promise<Page> {
    const next = await press(page, { card });
    await this.town.settle();
    return this.#follow(next);
  }

  /** Says yes or no to his bank on the page that asks him; follows where that leads. */
  async answersBank(page: string, outcome: 'complete' | 'fail'): Promise<Page> {
    const next = await press(page, { outcome });
    await this.town.settle();
    return this.#follow(next);
  }

  async savesCard(card: string = CARDS.good): Promise<void> {
    await this.paysOn(leadsTo(await this.browser.submit('/payment-methods', {})), card);
  }

  /** Makes one of his saved cards the default, by the name that he sees. */
  async prefersCard(name: string): Promise<void> {
    const row = load((await this.browser.get('/payment-methods')).html)(`tr:contains("${name}")`);
    const action = row.find('form[action$="/default"]').attr('action');
    if (action) await this.sends('/payment-methods', {}, action);
    else if (!row.text().includes('Default')) throw new Error(`there is no card ${name}`);
  }

  /** Makes the card that he paid his last bill with the plan's, as its page offers. */
  async takesOtherCard(): Promise<void> {
    const page = load((await this.browser.get('/subscription')).html);
    await this.sends('/subscription', {}, page('form[action$="/default"]').attr('action'));
  }

  async removesCards(): Promise<void> {
    const removal = async () =>
      load((await this.browser.get('/payment-methods')).html)('form[action$="/removal"]').attr('action');
    for (let action = await removal(); action; action = await removal())
      await this.sends('/payment-methods', {}, action);
  }

  /** Through the company's API, as an integrator charges him. */
  async spends(credits: number): Promise<void> {
    const { url, apiKey: key } = this.town;
    const body = { service: SERVICE, quantity: credits };
    const answer = await move(`${url}/api/v1/customers/${this.id}/spends`, { key, body });
    if (answer.status !== 201) throw new Error(`spending answered ${JSON.stringify(answer.body)}`);
  }

  /** Sends a form of the portal and waits for what comes of it; answers the page after it. */
  async sends(path: string, typed: Record<string, string> = {}, action = path): Promise<Page> {
    const answer = await this.browser.submit(path, typed, action);
    await this.town.settle();
    return answer.status === 303 ? this.browser.get(leadsTo(answer)) : answer;
  }

  endsPlan(): Promise<Page> {
    return this.sends('/subscription/cancellation');
  }

  /** Takes back whatever change of his plan waits, its end included. */
  keepsPlan(): Promise<Page> {
    return this.sends('/subscription', {}, '/subscription/pending/removal');
  }

  /** Another plan, when that is due: an upgrade at once, a downgrade when the period ends. */
  async changesPlan(nickname: string): Promise<Page> {
    return this.sends(
      `/subscription/change?price=${await this.#priceOf(nickname)}`,
      {},
      '/subscription/change',
    );
  }

  /** Ends his plan at once; an operator may say what becomes of its credits. */
  async endsPlanNow(how: Partial<Pick<EndNow, 'credits' | 'operator'>> = {}): Promise<void> {
    await cancelNow(this.town.deps, { ...this.#change(), credits: 'expire', ...how });
    await this.town.settle();
  }

  async pauses(): Promise<void> {
    await pauseSubscription(this.town.deps, this.#change());
    await this.town.settle();
  }

  async goesOn(): Promise<void> {
    await resumeSubscription(this.town.deps, this.#change());
    await this.town.settle();
  }

  /** His plans end, and nothing of his happens any more. As he leaves, Stripe has them as we have. */
  async leaves(): Promise<void> {
    await expectSamePlans(this.town, this.id);
    const open = 'SELECT stripe_id FROM subscriptions WHERE user_id = $1 AND ended_at IS NULL';
    for (const { stripe_id } of await this.town.db.query<{ stripe_id: string }>(open, [this.id]))
      await this.town.stripe.subscriptions.cancel(stripe_id);
    await this.town.settle();
  }

  /** What a page of the portal says. */
  async sees(path: string): Promise<string> {
    const { status, text } = await this.browser.get(path);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    return text;
  }

  /** What he can spend, in credits: all of it, and by type where there is any. */
  async balance(): Promise<Record<string, number>> {
    const { url, apiKey: key } = this.town;
    const { body } = await call(`${url}/api/v1/customers/${this.id}/balance`, { key });
    const parts = Object.entries({ ...body.by_type, held: body.held, frozen: body.frozen, debt: body.debt });
    return { available: body.available, ...Object.fromEntries(parts.filter(([, amount]) => amount !== 0)) };
  }

  /** Every grant, the oldest first, with what is left of it. */
  async grants(): Promise<{ type: string; credits: number; left: number; expires: Date | null }[]> {
    const grants = await listGrants(this.town.db, this.id, { limit: 200 });
    return grants
      .sort((a, b) => a.created_at.getTime() - b.created_at.getTime())
      .map(({ type, amount, remaining, expires_at }) => ({
        type,
        credits: toCredits(amount),
        left: toCredits(remaining),
        expires: expires_at,
      }));
  }

  /** Every attempt to pay, the oldest first: "€14.99 succeeded". */
  async payments(): Promise<string[]> {
    const { data } = await listPayments(this.town.db, this.id, { limit: 100 });
    return data
      .map(({ amount_minor, currency, status }) => `${formatMoney(amount_minor, currency)} ${status}`)
      .reverse();
  }

  /** The last four digits of each card that was charged, the oldest first. */
  async cardsCharged(): Promise<string[]> {
    const { data } = await listPayments(this.town.db, this.id, { limit: 100 });
    return data.map(({ card }) => card?.last4 ?? '').reverse();
  }

  /** Every bill of his plan, the oldest first: "€14.99 paid". */
  async invoices(): Promise<string[]> {
    const invoices = await recentInvoices(this.town.db, { user_id: this.id, limit: 100 });
    return invoices
      .map(({ total_minor, currency, status }) => `${formatMoney(total_minor, currency)} ${status}`)
      .reverse();
  }

  /** Stripe's page of his last bill. */
  async lastBillPage(): Promise<string> {
    return (await this.bills()).at(-1)?.hosted_invoice_url ?? '';
  }

  /** The same bills as Stripe has them. */
  async bills(): Promise<Stripe.Invoice[]> {
    const { data } = await this.town.stripe.invoices.list({ customer: await this.atStripe(), limit: 100 });
    return data.reverse();
  }

  /** What his cards were charged, as Stripe has it, the oldest first. */
  async charges(): Promise<Stripe.Charge[]> {
    const { data } = await this.town.stripe.charges.list({ customer: await this.atStripe(), limit: 100 });
    return data.reverse();
  }

  /** What operators are asked to look at about him. */
  async discrepancies(): Promise<string[]> {
    const rows = await this.town.db.query<{ kind: string }>(
      "SELECT kind FROM discrepancies WHERE user_id = $1 AND status = 'open' ORDER BY id",
      [this.id],
    );
    return rows.map(({ kind }) => kind);
  }

  /** His plan as we know it. */
  async plan(): Promise<SubscriptionView> {
    const subscription = await subscriptionOf(this.town.db, this.id);
    if (!subscription) throw new Error('he has no plan');
    return subscription;
  }

  /** Subjects of the mails since this was asked last, those about his account left out. */
  mails(): string[] {
    const mine = this.town.mails.filter(({ to }) => to === this.email);
    const unread = mine.slice(this.#mails_read).map(({ subject }) => subject);
    this.#mails_read = mine.length;
    return unread.filter((subject) => subject !== 'Confirm your email address');
  }

  /** The text of his last mail. */
  lastMail(): string {
    return this.town.mails.findLast(({ to }) => to === this.email)?.text ?? '';
  }

  /** Somebody begins a plan for him in Stripe's dashboard, with the card that he has saved. */
  async isGiven(nickname: string, given: Partial<Stripe.SubscriptionCreateParams> = {}): Promise<void> {
    const customer = await this.atStripe();
    await this.town.stripe.subscriptions.create({
      customer,
      items: [{ price: await this.town.priceAtStripe(nickname) }],
      ...given,
    });
    await this.town.settle();
  }

  /** Somebody changes his plan in Stripe's dashboard. */
  async isChanged(change: Stripe.SubscriptionUpdateParams): Promise<void> {
    const { stripe_id } = await this.plan();
    await this.town.stripe.subscriptions.update(stripe_id, change);
    await this.town.settle();
  }

  /** From now on his bank declines what his plan charges. */
  runsOutOfMoney(): Promise<void> {
    return this.#cardNow('card_fails');
  }

  hasMoneyAgain(): Promise<void> {
    return this.#cardNow('card_works');
  }

  /** Where his unpaid bill can be paid, as his plan's page says. */
  async payPage(): Promise<string> {
    const { html } = await this.browser.get('/subscription');
    return load(html)('a:contains("Pay now")').attr('href') ?? '';
  }

  /** His id in Stripe, where somebody else now does something. */
  async atStripe(): Promise<string> {
    const { stripe_customer_id } = await this.town.db.one<{ stripe_customer_id: string | null }>(
      'SELECT stripe_customer_id FROM users WHERE id = $1',
      [this.id],
    );
    if (!stripe_customer_id) throw new Error('Stripe does not know him');
    return stripe_customer_id;
  }

  async #priceOf(nickname: string): Promise<string> {
    const sql = 'SELECT id FROM prices WHERE nickname = $1';
    return (await this.town.db.one<{ id: string }>(sql, [nickname])).id;
  }

  #change(): { user_id: string; key: string } {
    return { user_id: this.id, key: randomUUID() };
  }

  async #cardNow(action: 'card_fails' | 'card_works'): Promise<void> {
    const { stripe_id } = await this.plan();
    await this.town.sandbox.control('POST', `subscriptions/${stripe_id}`, { action });
    await this.town.settle();
  }

  /** Follows an address to a page of ours; one of Stripe's is answered as it is, with its address. */
  #follow(next: string): Promise<Page> {
    const { origin, pathname, search } = new URL(next);
    if (origin === this.town.url) return this.browser.get(`${pathname}${search}`);
    return Promise.resolve({ status: 303, location: next, headers: new Headers(), html: '', text: '' });
  }
}

function leadsTo({ status, location, text }: Page): string {
  if (status !== 303 || !location) throw new Error(`a form was answered ${status}: ${text}`);
  return location;
}

/** Presses a button of a page of Stripe's; answers where it leads. */
async function press(page: string, fields: Record<string, string>): Promise<string> {
  const answer = await fetch(page, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? page, page).href;
}
