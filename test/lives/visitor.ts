import { load } from 'cheerio';
import type { Browser, Page } from '../http/accounts/browser.js';
import { Holdings } from './holdings.js';
import { CARDS, press } from './stripe-page.js';
import type { Town } from './town.js';

/** What a customer does and sees: on our pages, and on those of Stripe that they lead to. */
export class Visitor extends Holdings {
  constructor(
    town: Town,
    readonly browser: Browser,
    who: { id: string; email: string },
  ) {
    super(town, who.id, who.email);
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

  /** Lets a plan that stands still go on, as its page offers. */
  resumesPlan(): Promise<Page> {
    return this.sends('/subscription', {}, '/subscription/pause/removal');
  }

  /** Another plan, when that is due: an upgrade at once, a downgrade when the period ends. */
  async changesPlan(nickname: string): Promise<Page> {
    return this.sends(await this.#changeTo(nickname), {}, '/subscription/change');
  }

  /** What the page says of another plan before it is chosen. */
  async seesChangeTo(nickname: string): Promise<string> {
    return this.sees(await this.#changeTo(nickname));
  }

  /** What a page of the portal says. */
  async sees(path: string): Promise<string> {
    const { status, text } = await this.browser.get(path);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    return text;
  }

  /** Stripe's page of his last bill. */
  async lastBillPage(): Promise<string> {
    return (await this.bills()).at(-1)?.hosted_invoice_url ?? '';
  }

  /** Where his unpaid bill can be paid, as his plan's page says. */
  async payPage(): Promise<string> {
    const { html } = await this.browser.get('/subscription');
    return load(html)('a:contains("Pay now")').attr('href') ?? '';
  }

  async #changeTo(nickname: string): Promise<string> {
    return `/subscription/change?price=${await this.#priceOf(nickname)}`;
  }

  async #priceOf(nickname: string): Promise<string> {
    const sql = 'SELECT id FROM prices WHERE nickname = $1';
    return (await this.town.db.one<{ id: string }>(sql, [nickname])).id;
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
