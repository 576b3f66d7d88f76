import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { issueReceipts } from '../../../src/billing/index.js';
import { pdfPages } from '../../support/pdf-text.js';
import type { Browser } from '../accounts/browser.js';
import { signedIn } from '../accounts/people.js';
import { startWeb, type Web } from '../accounts/web.js';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

type Attempt = { status: 'succeeded' | 'failed' | 'pending'; decline_code?: string; at?: string };

async function pay(
  user_id: string,
  { status, decline_code, at = '2026-11-02T21:40:00Z' }: Attempt,
): Promise<string> {
  const { id } = await web.db.one<{ id: string }>(
    `INSERT INTO payments (user_id, stripe_charge_id, stripe_payment_intent_id, kind, description, status, currency,
                           amount_minor, received_minor, failure_code, decline_code, card_brand, card_last4, paid_at, created_at)
     VALUES ($1, $2, $3, 'pack', '1,000 credits', $4, 'eur', 3600, CASE WHEN $4 = 'succeeded' THEN 3600 ELSE 0 END,
             CASE WHEN $4 = 'failed' THEN 'card_declined' END, $5, 'visa', '4242',
             CASE WHEN $4 = 'succeeded' THEN $6::timestamptz END, $6) RETURNING id`,
    [user_id, `ch_${randomUUID()}`, `pi_${randomUUID()}`, status, decline_code ?? null, at],
  );
  return id;
}

async function refund(payment_id: string, amount_minor: number, status: string): Promise<void> {
  await web.db.query(
    `INSERT INTO refunds (payment_id, stripe_id, currency, amount_minor, status) VALUES ($1, $2, 'eur', $3, $4)`,
    [payment_id, `re_${randomUUID()}`, amount_minor, status],
  );
}

async function dispute(payment_id: string, status: string, amount_minor = 3600): Promise<void> {
  await web.db.query(
    `INSERT INTO disputes (payment_id, stripe_id, currency, amount_minor, status, reason, is_charge_refundable, created_at, closed_at)
     VALUES ($1, $2, 'eur', $3, $4, 'fraudulent', false, '2026-11-09T08:00:00Z',
             CASE WHEN $4 IN ('won', 'lost', 'warning_closed', 'prevented') THEN '2026-11-20T08:00:00Z'::timestamptz END)`,
    [payment_id, `du_${randomUUID()}`, amount_minor, status],
  );
}

const squeezed = (text: string) => text.replace(/\s+/g, ' ').trim();

describe('the payments', () => {
  test('of who has paid nothing say so', async () => {
    const { browser } = await signedIn(web.db, web.url);
    expect((await browser.get('/payments')).text).toContain('You have not paid for anything yet.');
  });

  test('show a declined one with the reason in plain words and what to do', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    await pay(id, { status: 'failed', decline_code: 'insufficient_funds' });
    const $ = load((await browser.get('/payments')).html);
    expect($('.chip').first().text()).toBe('Declined');
    expect($('.reason').text()).toBe(
      'There is not enough money on the card. Please use another card, or try again once there is.',
    );
    expect($('a[href$="/receipt"]')).toHaveLength(0);
    expect($('table').text()).toContain('Visa ·· 4242');
  });

  test('show an attempt that its bank wanted confirmed, with the way to finish it', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    await pay(id, { status: 'succeeded' });
    await web.db.query('UPDATE users SET stripe_customer_id = $2 WHERE id = $1', [id, `cus_${id}`]);
    const intent = {
      id: `pi_${id}`,
      status: 'requires_action',
      amount: 2000,
      currency: 'eur',
      created: 1_793_700_000,
    };
    const session = {
      payment_intent: intent.id,
      status: 'open',
      url: 'https://checkout.stripe.com/c/pay/cs_1',
    };
    await web.db.query(
      `INSERT INTO stripe_objects (id, type, customer, data) VALUES ($1, 'payment_intent', $2, $3), ($4, 'checkout.session', $2, $5)`,
      [intent.id, `cus_${id}`, { ...intent, last_payment_error: null }, `cs_${id}`, session],
    );
    const $ = load((await browser.get('/payments')).html);
    const row = $('tbody tr').filter((_, each) => $(each).text().includes('€20.00'));
    expect(row.text()).toContain('Waits for you');
    expect(row.find('.reason a').attr('href')).toBe(session.url);
    expect($('tbody tr')).toHaveLength(2);
  });

  test('never tell a customer that his card is reported stolen', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    await pay(id, { status: 'failed', decline_code: 'stolen_card' });
    const { text } = await browser.get('/payments');
    expect(text).toContain('Your bank declined the payment.');
    expect(text).not.toContain('stolen');
  });

  test.each([
    [[900, 'succeeded'], 'Partly refunded', 'Refunded −€9.00'],
    [[3600, 'succeeded'], 'Refunded', 'Refunded −€36.00'],
    [[900, 'pending'], 'Partly refunded', 'Refund on its way −€9.00'],
    [[900, 'failed'], 'Paid', 'Refund failed €9.00'],
  ] as const)('show a refund of %j as "%s"', async ([amount, status], state, line) => {
    const { browser, id } = await signedIn(web.db, web.url);
    await refund(await pay(id, { status: 'succeeded' }), amount, status);
    const $ = load((await browser.get('/payments')).html);
    expect($('.chip').first().text()).toBe(state);
    expect($('table').text().replace(/\s+/g, ' ')).toContain(line);
  });

  test.each([
    ['needs_response', 3600, 'Disputed', 'Your bank asks for this money back.', 'In dispute €36.00'],
    ['warning_under_review', 3600, 'Disputed', 'Your bank asks about this payment.', 'In question €36.00'],
    ['appeal_under_review', 3600, 'Disputed', 'Your bank asks for this money back.', 'In dispute €36.00'],
    ['lost', 3600, 'Taken back', 'Your bank took this money back.', 'Taken back by your bank −€36.00'],
    ['lost', 900, 'Partly taken back', 'Your bank took this money back.', 'Taken back by your bank −€9.00'],
    ['won', 3600, 'Paid', 'The dispute is over: this payment stands.', '€36.00'],
    ['warning_closed', 3600, 'Paid', 'The dispute is over: this payment stands.', '€36.00'],
    ['prevented', 3600, 'Paid', 'The dispute is over.', '€36.00'],
  ] as const)('show a dispute that is %s over %i as "%s"', async (status, amount, state, says, line) => {
    const { browser, id } = await signedIn(web.db, web.url);
    await dispute(await pay(id, { status: 'succeeded' }), status, amount);
    const $ = load((await browser.get('/payments')).html);
    expect($('.chip').first().text()).toBe(state);
    expect(squeezed($('.reason strong').text())).toBe(says);
    expect(squeezed($('td.is-number').text())).toContain(line);
  });

  test('are listed by pages, newest first, each once', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    const times = Array.from({ length: 45 }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString());
    for (const at of times) await pay(id, { status: 'pending', at });
    const seen: string[] = [];
    let path: string | undefined = '/payments';
    for (let page = 0; path && page < 10; page += 1) {
      const $ = load((await browser.get(path)).html);
      seen.push(
        ...$('tbody time')
          .toArray()
          .map((time) => $(time).attr('datetime') ?? ''),
      );
      path = $('.older a').attr('href');
    }
    expect(seen).toEqual(times.reverse());
  });

  test.each(['x', '2026-01-01T00:00:00.000Z_x', "'", 'a'.repeat(500)])(
    'have no page at cursor %.30s',
    async (cursor) => {
      const { browser } = await signedIn(web.db, web.url);
      expect((await browser.get(`/payments?cursor=${encodeURIComponent(cursor)}`)).status).toBe(404);
    },
  );
});

async function pdfOf(browser: Browser, payment_id: string, name = /filename=/): Promise<Buffer> {
  const cookie = [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
  const answer = await fetch(`${web.url}/payments/${payment_id}/receipt.pdf`, { headers: { cookie } });
  expect(answer.headers.get('content-disposition')).toMatch(name);
  return Buffer.from(await answer.arrayBuffer());
}

describe('a receipt', () => {
  test('says that its number is being prepared, then has it', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    const payment = await pay(id, { status: 'succeeded' });
    expect((await browser.get(`/payments/${payment}/receipt`)).text).toContain('Number being prepared');
    await issueReceipts(web.db);
    const page = await browser.get(`/payments/${payment}/receipt`);
    expect(page.text).toMatch(/R-\d{4}-\d{6}/);
    expect(load(page.html)('title').text()).toMatch(/^Receipt R-/);
    expect(page.text).toContain('2 November 2026, 21:40 UTC');
    expect(page.text).toContain('€36.00');
  });

  test('adds up what went back, and leaves out a refund that failed', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    const payment = await pay(id, { status: 'succeeded' });
    await refund(payment, 900, 'succeeded');
    await refund(payment, 500, 'failed');
    const $ = load((await browser.get(`/payments/${payment}/receipt`)).html);
    expect($('.sum').text().replace(/\s+/g, ' ')).toContain(
      'Paid, less what went back €27.00'.replace(' €', '€'),
    );
    expect($('table').text()).not.toContain('5.00');
  });

  test('says that its payment is disputed, and subtracts what the bank took back beside a refund', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    const payment = await pay(id, { status: 'succeeded' });
    await refund(payment, 900, 'succeeded');
    await dispute(payment, 'under_review', 2700);
    const open = load((await browser.get(`/payments/${payment}/receipt`)).html);
    expect(squeezed(open('.notice').text())).toContain('Your bank asks for this money back.');
    expect(squeezed(open('.sum').text())).toContain('€27.00');
    await web.db.query("UPDATE disputes SET status = 'lost', closed_at = app.now() WHERE payment_id = $1", [
      payment,
    ]);
    const lost = load((await browser.get(`/payments/${payment}/receipt`)).html);
    expect(squeezed(lost('table').text())).toContain('Taken back by your bank');
    expect(squeezed(lost('.sum').text())).toContain('€0.00');
    const [text = ''] = pdfPages(await pdfOf(browser, payment));
    expect(text).toContain('Taken back by your bank');
  });

  test('is a PDF too: who sold what to whom, the credits, the card, and what went back', async () => {
    const { browser, id, email } = await signedIn(web.db, web.url);
    const payment = await pay(id, { status: 'succeeded' });
    await web.db.query('UPDATE payments SET credit_amount = 100000 WHERE id = $1', [payment]);
    await refund(payment, 900, 'succeeded');
    await issueReceipts(web.db);
    const [text = ''] = pdfPages(await pdfOf(browser, payment, /filename="R-\d{4}-\d{6}\.pdf"/));
    for (const fact of [
      'QuickScale',
      email,
      'Visa',
      '4242',
      '1,000 credits',
      '2 November 2026',
      '€36.00',
      '€27.00',
    ])
      expect(text).toContain(fact);
    expect((await browser.get(`/payments/${randomUUID()}/receipt.pdf`)).status).toBe(404);
  });

  test('of somebody else, of a failed payment and of nothing does not exist', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    const other = await signedIn(web.db, web.url);
    const foreign = await pay(other.id, { status: 'succeeded' });
    const failed = await pay(id, { status: 'failed' });
    for (const payment of [foreign, failed, randomUUID(), 'x', "' OR 1=1"]) {
      expect((await browser.get(`/payments/${encodeURIComponent(payment)}/receipt`)).status).toBe(404);
    }
  });
});
