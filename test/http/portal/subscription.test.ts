import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { type GivenSubscription, givenSubscription } from '../../support/subscriptions.js';
import { signedIn } from '../accounts/people.js';
import { startWeb, type Web } from '../accounts/web.js';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

/** The page of a customer with this subscription. */
async function pageOf(given: Omit<GivenSubscription, 'user_id'>) {
  const { browser, id: user_id } = await signedIn(web.db, web.url);
  const subscription_id = await givenSubscription(web.db, { user_id, ...given });
  return { browser, user_id, subscription_id, page: await browser.get('/subscription') };
}

async function billed(
  { user_id, subscription_id }: { user_id: string; subscription_id: string },
  status: 'draft' | 'open' | 'paid',
): Promise<string> {
  const stripe_id = `in_${randomUUID()}`;
  await web.db.query(
    `INSERT INTO invoices (stripe_id, user_id, subscription_id, number, status, currency, total_minor, amount_due_minor)
     VALUES ($1, $2, $3, 'NUMBER-0001', $4, 'eur', 4999, 4999)`,
    [stripe_id, user_id, subscription_id, status],
  );
  return stripe_id;
}

/** What Stripe was last read to say of an invoice. */
async function mirrored(invoice: string, data: object): Promise<void> {
  await web.db.query("INSERT INTO stripe_objects (id, type, data) VALUES ($1, 'invoice', $2)", [
    invoice,
    JSON.stringify(data),
  ]);
}

test('without a plan the page says so and shows what the plans are', async () => {
  const { browser: pro } = await pageOf({});
  expect((await pro.get('/subscription')).text).not.toContain('You have no plan');
  const { browser } = await signedIn(web.db, web.url);
  const { text } = await browser.get('/subscription');
  expect(text).toContain('You have no plan');
  expect(text).toMatch(/Pro €49\.99 a month 2,000 credits a month, €0\.025 each/);
});

describe('the standing of a plan in words', () => {
  test('active: what it gives, what it costs, when it renews, as the overview says too', async () => {
    const { browser, page } = await pageOf({});
    expect(page.text).toContain('Pro, monthly');
    expect(page.text).toContain('€49.99 a month');
    expect(page.text).toContain('2,000 credits a month');
    expect(page.text).toContain('14 November 2099 to 14 December 2099');
    expect(page.text).toContain('Next renewal14 December 2099 for €49.99');
    expect((await browser.get('/dashboard')).text).toContain('Renews 14 December 2099 for €49.99.');
  });

  test('ending: the last day, and no renewal anywhere', async () => {
    const { browser, page } = await pageOf({ cancel_at_period_end: true });
    expect(page.text).toContain('Your last day is 14 December 2099. It does not renew');
    expect(page.text).not.toContain('Next renewal');
    const { text } = await browser.get('/dashboard');
    expect(text).toContain('Ends 14 December 2099.');
    expect(text).not.toContain('Renews');
  });

  test.each([
    ['trialing', 'You are trying it until 14 December 2099.'],
    ['paused', 'nothing is charged, and no credits are added'],
    ['unpaid', 'The last payment never went through'],
    ['incomplete', 'it has not begun and no credits were added'],
    ['incomplete_expired', 'so it never began'],
  ])('%s', async (status, words) => {
    expect((await pageOf({ status })).page.text).toContain(words);
  });

  test('paused by the shop: nothing renews, and no other plan can be chosen', async () => {
    const { page } = await pageOf({ rests: true });
    expect(page.text).toContain('It is paused: nothing is charged, and no credits are added.');
    expect(page.text).not.toContain('Next renewal');
    expect(page.text).toContain('It has to go on before you can change it.');
  });

  test('changing when the period ends: to what and from when, and the way back', async () => {
    const { browser, page } = await pageOf({ pending: 'scheduled' });
    expect(page.text).toContain(
      'From 14 December 2099 your plan is Basic, monthly: 500 credits for €14.99 a month.',
    );
    expect(page.text).toContain('Next renewal14 December 2099 for €14.99');
    const back = load(page.html)('form[action="/subscription/pending/removal"] button');
    expect(back.text()).toBe('Stay with Pro, monthly');
    const { text } = await browser.get('/dashboard');
    expect(text).toContain('Becomes Basic, monthly on 14 December 2099 for €14.99. Changing');
    expect(text).not.toContain('Renews');
  });

  test('a change that is not paid: nothing is overdue, and where it is paid or confirmed', async () => {
    const { browser, user_id, subscription_id } = await pageOf({ pending: 'unpaid' });
    await web.db.query(
      `INSERT INTO invoices (stripe_id, user_id, subscription_id, status, currency, total_minor, amount_due_minor)
       VALUES ('in_pending', $1, $2, 'open', 'eur', 1499, 1499)`,
      [user_id, subscription_id],
    );
    await web.db.query(
      `INSERT INTO stripe_objects (id, type, data) VALUES ('in_pending', 'invoice', '{"hosted_invoice_url": "https://stripe.example/i/2"}')`,
    );
    const page = await browser.get('/subscription');
    expect(page.text).toContain('Your change to Basic, monthly is not paid yet.');
    expect(page.text).toContain('Your bank wants you to confirm the payment of €14.99.');
    expect(page.text).not.toContain('is due');
    expect(load(page.html)('a:contains("Confirm the payment")').attr('href')).toBe(
      'https://stripe.example/i/2',
    );
    expect((await browser.get('/dashboard')).text).toContain(
      'Your change to Basic, monthly is not paid yet. Change not paid',
    );
  });

  test('a change that Stripe has not answered yet is said to be under way', async () => {
    const { browser, user_id } = await pageOf({});
    await web.db.query(
      `INSERT INTO stripe_operations (kind, parameters, idempotency_key, user_id) VALUES ('subscription.change', '{}', 'open', $1)`,
      [user_id],
    );
    expect((await browser.get('/subscription')).text).toContain('A change of your plan is under way');
  });

  test('ended: when, and what the plans are', async () => {
    const { page } = await pageOf({ status: 'canceled', ended_at: '2025-03-02T10:00:00Z' });
    expect(page.text).toContain('It ended 2 March 2025. Nothing more is charged.');
    expect(load(page.html)('#plans')).toHaveLength(1);
  });

  test('a live one comes before one that ended later', async () => {
    const { browser, user_id } = await pageOf({ created_at: '2026-01-14T10:00:00Z' });
    await givenSubscription(web.db, {
      user_id,
      status: 'canceled',
      created_at: '2026-02-14T10:00:00Z',
      ended_at: '2026-02-15T10:00:00Z',
    });
    expect((await browser.get('/subscription')).text).toContain('Next renewal');
  });

  test('past due: what is due, why, and the page to pay it on', async () => {
    const { browser, user_id, subscription_id } = await pageOf({ status: 'past_due' });
    const invoice = await billed({ user_id, subscription_id }, 'open');
    await web.db.query(
      `INSERT INTO payments (user_id, stripe_charge_id, stripe_invoice_id, kind, status, currency, amount_minor, failure_code, decline_code, created_at)
       VALUES ($1, 'ch_' || $2, $2, 'subscription', 'failed', 'eur', 4999, 'card_declined', 'insufficient_funds', app.now())`,
      [user_id, invoice],
    );
    const before = await browser.get('/subscription');
    expect(before.text).toContain('The last payment did not go through: €49.99 is due.');
    expect(before.text).toContain('There is not enough money on the card.');
    await web.db.query(
      `INSERT INTO stripe_objects (id, type, data) VALUES ($1, 'invoice', '{"hosted_invoice_url": "https://stripe.example/i/1"}')`,
      [invoice],
    );
    const pay = load((await browser.get('/subscription')).html)('a:contains("Pay now")');
    expect(pay.attr('href')).toBe('https://stripe.example/i/1');
  });
});

describe('a form of a page that is old by now changes nothing, and says so on the page as it is now', () => {
  /** The hidden fields of the first form on a page that posts to `action`. */
  const fieldsOf = (html: string, action: string): Record<string, string> =>
    Object.fromEntries(
      load(html)(`form[action="${action}"] input`)
        .toArray()
        .map(({ attribs: { name = '', value = '' } }) => [name, value]),
    );
  const operations = async (user_id: string) =>
    web.db.query('SELECT FROM stripe_operations WHERE user_id = $1', [user_id]);

  test('the end of a plan that has been renewed since', async () => {
    const { browser, user_id, subscription_id } = await pageOf({});
    const action = '/subscription/cancellation';
    const old = fieldsOf((await browser.get(action)).html, action);
    const sql = `UPDATE subscriptions SET current_period_end = '2100-01-14T10:00:00Z' WHERE id = $1`;
    await web.db.query(sql, [subscription_id]);
    const page = await browser.post(action, old);
    expect(page.status).toBe(409);
    expect(page.text).toContain('The plan has changed meanwhile, so nothing was done.');
    expect(page.text).toContain('Last day14 January 2100');
    expect(await operations(user_id)).toEqual([]);
    const { shown: _, ...bare } = fieldsOf(page.html, action);
    expect((await browser.post(action, bare)).text).toContain('Reload the page and start again.');
  });

  test('the way back from a change, when it is an end that waits now', async () => {
    const { browser, user_id, subscription_id, page: before } = await pageOf({ pending: 'scheduled' });
    const action = '/subscription/pending/removal';
    const sql = `UPDATE subscriptions SET cancel_at_period_end = true, pending_change = NULL, pending_price_id = NULL,
                        pending_at = NULL WHERE id = $1`;
    await web.db.query(sql, [subscription_id]);
    const page = await browser.post(action, fieldsOf(before.html, action));
    expect(page.status).toBe(409);
    expect(page.text).toContain('so nothing was done');
    expect(page.text).toContain('Your last day is 14 December 2099.');
    expect(await operations(user_id)).toEqual([]);
  });

  test('a change when the period ends, of a plan that has been renewed since', async () => {
    const { browser, user_id, subscription_id } = await pageOf({});
    const basic = await web.db.one<{ id: string }>("SELECT id FROM prices WHERE stripe_id = 'price_basic'");
    const shown = await browser.get(`/subscription/change?price=${basic.id}`);
    const old = fieldsOf(shown.html, '/subscription/change');
    const sql = `UPDATE subscriptions SET current_period_end = '2100-01-14T10:00:00Z' WHERE id = $1`;
    await web.db.query(sql, [subscription_id]);
    const page = await browser.post('/subscription/change', old);
    expect([page.status, await operations(user_id)]).toEqual([409, []]);
    expect(page.text).toContain('Next renewal14 January 2100');
  });
});

test('of two plans each is shown with its own way to end it, and the overview tells what each renews for', async () => {
  const { browser, user_id } = await pageOf({ cancel_at_period_end: true });
  const dates = { created_at: '2026-02-14T10:00:00Z', period_end: '2099-12-20T10:00:00Z' };
  const second = await givenSubscription(web.db, { user_id, price: 'price_basic', ...dates });
  const page = await browser.get('/subscription');
  expect(page.text).toContain('You have this plan beside the other one, and each is charged by itself.');
  expect(page.text).toContain('Your last day is 14 December 2099.');
  expect(page.text).toContain('Next renewal20 December 2099 for €14.99');
  const way = load(page.html)('a:contains("End Basic, monthly")').attr('href') ?? '';
  expect(way).toBe(`/subscription/cancellation?plan=${second}`);
  const asked = await browser.get(way);
  expect(asked.text).toContain('Last day20 December 2099');
  expect(load(asked.html)('form input[name=plan]').attr('value')).toBe(second);
  const { browser: other } = await signedIn(web.db, web.url);
  expect((await other.get(way)).status).toBe(404);
  const { text } = await browser.get('/dashboard');
  expect(text).toContain('Ends 14 December 2099.');
  expect(text).toContain('Renews 20 December 2099 for €14.99.');
});

test('no plan can become one that the customer has beside it', async () => {
  const { browser, user_id } = await pageOf({});
  const change =
    (await browser.get('/pricing')).html.match(/\/subscription\/change\?price=[\w-]+/)?.[0] ?? '';
  expect((await browser.get(change)).text).toContain('Change to Basic, monthly?');
  await givenSubscription(web.db, { user_id, price: 'price_basic', created_at: '2026-02-14T10:00:00Z' });
  const pricing = await browser.get('/pricing');
  expect(pricing.text).toContain('You have Pro, monthly and Basic, monthly.');
  const offers = load(pricing.html)('.plan-offer');
  expect(offers.find('.chip').text()).toBe('YoursYours');
  expect(offers.find('a, button')).toHaveLength(0);
  expect(load((await browser.get('/subscription')).html)('a[href^="/subscription/change"]')).toHaveLength(0);
  const refused = await browser.get(change);
  expect(refused.text).toContain('You have that plan already, beside this one.');
});

describe('while something is billed, no other plan can be chosen', () => {
  test('an open invoice is to be paid first, where the page leads', async () => {
    const { browser, user_id, subscription_id } = await pageOf({});
    const invoice = await billed({ user_id, subscription_id }, 'open');
    await web.db.query(
      `INSERT INTO stripe_objects (id, type, data) VALUES ($1, 'invoice', '{"hosted_invoice_url": "https://stripe.example/i/3"}')`,
      [invoice],
    );
    const page = await browser.get('/subscription');
    expect(page.text).toContain('An invoice of €49.99 is still open.');
    expect(page.text).toContain('Pay what is due first; then you can change your plan.');
    expect(load(page.html)('a:contains("Pay €49.99")').attr('href')).toBe('https://stripe.example/i/3');
  });

  test('a period of an unpaid plan that nobody charges is not being prepared, and one that has not begun can be paid', async () => {
    const { browser, user_id, subscription_id } = await pageOf({ status: 'unpaid' });
    const draft = await billed({ user_id, subscription_id }, 'draft');
    await mirrored(draft, { auto_advance: false, lines: { data: [] } });
    for (const path of ['/subscription', '/billing']) {
      const { text } = await browser.get(path);
      expect(text).toContain('Not charged');
      expect(text).not.toContain('Being prepared');
    }
    const begun = await pageOf({ status: 'incomplete' });
    await mirrored(await billed(begun, 'open'), { hosted_invoice_url: 'https://stripe.example/i/4' });
    const page = await begun.browser.get('/subscription');
    expect(load(page.html)('a:contains("Pay now")').attr('href')).toBe('https://stripe.example/i/4');
  });

  test('an invoice that a plan leaves open when it ends asks for nothing: Stripe collects it no more', async () => {
    const ended = await pageOf({ status: 'canceled' });
    await web.db.query('UPDATE subscriptions SET ended_at = app.now() WHERE id = $1', [
      ended.subscription_id,
    ]);
    const page = { hosted_invoice_url: 'https://stripe.example/i/5', lines: { data: [] } };
    await mirrored(await billed(ended, 'open'), { ...page, auto_advance: false, amount_remaining: 4999 });
    for (const path of ['/subscription', '/billing']) {
      const { text, html } = await ended.browser.get(path);
      expect(text).toContain('Not paid');
      expect(text).not.toMatch(/To be paid|to pay|is due/);
      expect(load(html)('a:contains("Pay ")')).toHaveLength(0);
    }
  });

  test('a draft takes about an hour, and who ends the plan now reads that it is charged', async () => {
    const { browser, user_id, subscription_id } = await pageOf({});
    await billed({ user_id, subscription_id }, 'draft');
    expect((await browser.get('/subscription')).text).toContain('which takes about an hour');
    expect((await browser.get('/subscription/cancellation')).text).toContain(
      '€49.99 is being charged for the period that has begun.',
    );
  });
});

test('a plan that ends on a later date renews until then, and says so', async () => {
  const { browser, subscription_id } = await pageOf({});
  await web.db.query(`UPDATE subscriptions SET cancel_at = '2100-03-01T10:00:00Z' WHERE id = $1`, [
    subscription_id,
  ]);
  const { text } = await browser.get('/subscription');
  expect(text).toContain('Your last day is 1 March 2100. Until then it renews as before.');
  expect(text).toContain('Next renewal14 December 2099 for €49.99');
});

test('invoices are listed with their state, and lead to the receipt of their payment', async () => {
  const { browser, user_id, subscription_id } = await pageOf({});
  const invoice = await billed({ user_id, subscription_id }, 'paid');
  await web.db.query(
    `INSERT INTO payments (user_id, stripe_charge_id, stripe_invoice_id, kind, status, currency, amount_minor, received_minor, paid_at, created_at)
     VALUES ($1, 'ch_' || $2, $2, 'subscription', 'succeeded', 'eur', 4999, 4999, app.now(), app.now())`,
    [user_id, invoice],
  );
  const $ = load((await browser.get('/subscription')).html);
  expect($('tbody tr').text().replace(/\s+/g, ' ')).toMatch(/NUMBER-0001 ?Receipt Paid €49\.99/);
  expect((await browser.get($('tbody a').attr('href') ?? '')).text).toContain(
    `Payment referencech_${invoice}`,
  );
  const other = await signedIn(web.db, web.url);
  expect((await other.browser.get('/subscription')).text).not.toContain('NUMBER-0001');
});
