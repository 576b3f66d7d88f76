import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { load } from 'cheerio';
import { spend } from '../../../src/credits/index.js';
import { createPaidPack, createService, give } from '../../support/credits.js';
import { pdfPages } from '../../support/pdf-text.js';
import { asOwner, stopClock } from '../../support/sql-clock.js';
import type { Browser } from '../accounts/browser.js';
import { signedIn } from '../accounts/people.js';
import { startWeb, type Web } from '../accounts/web.js';

let web: Web;
let oracle: string;
beforeAll(async () => {
  web = await startWeb();
  oracle = await createService(web.db, 100, 'oracle');
});
afterAll(() => web.close());

const use = (wallet_id: string, quantity: number) =>
  spend(web.db, { wallet_id, service: oracle, quantity, key_owner: 'customer', key: crypto.randomUUID() });

/** 500 bought in January, 120 and 30 of them used in February and March; and nothing later. */
async function threeMonths(): Promise<{ id: string; browser: Browser; email: string }> {
  const person = await signedIn(web.db, web.url);
  await stopClock(web, '2027-01-10T12:00:00Z');
  await createPaidPack(web.db, person.id, { received_minor: 2000, granted: 50_000 });
  await stopClock(web, '2027-02-10T12:00:00Z');
  await use(person.id, 120);
  await stopClock(web, '2027-03-10T12:00:00Z');
  await use(person.id, 30);
  return person;
}

const summary = (html: string) => load(html)('.summary .account').text().replace(/\s+/g, ' ').trim();
const changes = (html: string) =>
  load(html)('.movements tbody td:nth-child(2)')
    .toArray()
    .map((cell) => load(cell).text());

describe('the statement of a period', () => {
  test('shows its movements only, from the opening to the closing balance', async () => {
    const { browser } = await threeMonths();
    const { html } = await browser.get('/credits?from=2027-02-01&to=2027-02-28');
    expect(changes(html)).toEqual(['−120']);
    expect(summary(html)).toBe('Opening balance500 Used−120 Closing balance380');
    const march = await browser.get('/credits?period=this-month');
    expect(changes(march.html)).toEqual(['−30']);
    expect(summary(march.html)).toBe('Opening balance380 Used−30 Closing balance350');
    expect(summary((await browser.get('/credits?period=last-month')).html)).toBe(summary(html));
    expect(load(march.html)('[aria-current=true]').text()).toBe('This month');
  });

  test('says so when nothing moved, and stays in its period from page to page', async () => {
    const { browser, id } = await threeMonths();
    expect((await browser.get('/credits?from=2027-01-11&to=2027-02-01')).text).toContain(
      'Nothing moved in this period.',
    );
    for (let i = 0; i < 25; i += 1) await give(web.db, id, { amount: 100 });
    const first = load((await browser.get('/credits?period=this-month')).html);
    const older = first('.older a').attr('href') ?? '';
    expect(older).toContain('period=this-month&cursor=');
    const second = await browser.get(older);
    expect(changes(second.html)).toHaveLength(6);
    expect(load(second.html)('.older')).toHaveLength(0);
  });

  test('is added up for the page, and not again for each older part of it', async () => {
    const { browser, id } = await threeMonths();
    for (let i = 0; i < 25; i += 1) await give(web.db, id, { amount: 100 });
    const asked = jest.spyOn(web.db, 'query');
    const sums = () => asked.mock.calls.filter(([sql]) => sql.includes('sum(amount)')).length;
    const older = load((await browser.get('/credits')).html)('.older a').attr('href') ?? '';
    expect(sums()).toBe(1);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const rows = await fetch(web.url + older, { headers: { cookie, 'HX-Request': 'true' } });
    expect(await rows.text()).toContain('Credits bought');
    expect(sums()).toBe(1);
    asked.mockRestore();
  });

  test('tells a spend that several grants paid in one line', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    await stopClock(web, '2027-03-10T12:00:00Z');
    await give(web.db, id, {
      amount: 3_000,
      type: 'promotional',
      expires_at: new Date('2027-04-01T00:00:00Z'),
    });
    await give(web.db, id, { amount: 3_000 });
    await use(id, 50);
    const { text, html } = await browser.get('/credits');
    expect(changes(html)).toEqual(['−50', '+30', '+30']);
    expect(text).toContain('30 from promotional, 20 from pay-as-you-go credits');
    const csv = (await browser.get('/credits/statement.csv')).html.trimEnd().split('\r\n').slice(1);
    expect(csv.map((row) => row.split(',')[0])).toEqual(['1', '2', '3–4']);
  });

  test.each([
    'period=yesterday',
    'from=2027-02-30',
    'from=tomorrow',
    'to=02/03/2027',
    'from=0000-01-01',
    'from=1&from=2',
  ])('is not to be had for ?%s', async (search) => {
    const { browser } = await signedIn(web.db, web.url);
    for (const path of ['/credits', '/credits/statement.csv', '/credits/statement.pdf'])
      expect((await browser.get(`${path}?${search}`)).status).toBe(404);
  });
});

describe('the statement as a file', () => {
  test('is CSV with all rows of the period, in UTF-8, to be kept', async () => {
    const { browser, id } = await threeMonths();
    for (let i = 0; i < 60; i += 1) await give(web.db, id, { amount: 100 });
    const answer = await browser.get('/credits/statement.csv?period=this-month');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="statement-2027-03-01-to-2027-03-10.csv"',
    );
    const rows = answer.html.trimEnd().split('\r\n');
    expect(rows).toHaveLength(62);
    expect(rows[1]).toContain(',2027-03-10T12:00:00.000Z,oracle × 30,-30,350,pay-as-you-go -30,');
  });

  test('is PDF with the customer’s name in whatever script, balances, and the column titles on every page', async () => {
    const { browser, id, email } = await threeMonths();
    await web.db.query("UPDATE users SET name = 'Łukasz Ωmega Юлия 山田' WHERE id = $1", [id]);
    for (let i = 0; i < 60; i += 1) await give(web.db, id, { amount: 100 });
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${web.url}/credits/statement.pdf?period=this-month`, { headers: { cookie } });
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const pdf = Buffer.from(await answer.arrayBuffer());
    const pages = pdfPages(pdf);
    expect(pages.length).toBeGreaterThan(1);
    // Where the font changes, the text begins anew.
    expect(pages[0]?.replaceAll(' ', '')).toContain('ŁukaszΩmegaЮлия山田');
    expect(pages[0]).toContain(email);
    expect(pages[0]).toMatch(/1 March 2027 to 10 March 2027.*Opening balance 380 .*Closing balance 410/);
    expect(pages.join(' ').match(/Credits given by support/g)).toHaveLength(60);
    for (const [at, page] of pages.entries()) {
      expect(page).toContain('Date (UTC) What Change Balance');
      expect(page).toContain(`Page ${at + 1} of ${pages.length}`);
    }
    const raw = pdf.toString('latin1');
    expect(raw).toMatch(/\/Marked true/);
    expect(raw).toContain('/Lang (en)');
    expect(raw).toMatch(/\/S \/TH\b/);
  });

  test('as PDF ends at so many movements, and says where the others are', async () => {
    const { browser, id } = await threeMonths();
    await asOwner(
      web,
      `INSERT INTO entries (wallet_id, no, grant_id, kind, amount, available_after, cause, cause_id, effective_at)
       SELECT '${id}', no, id, 'adjustment', CASE no % 2 WHEN 0 THEN 1 ELSE -1 END, 35000 + no % 2, 'operator', no, app.now()
       FROM grants, generate_series(4, 2001) no WHERE wallet_id = '${id}'`,
    );
    const { status, text } = await browser.get('/credits/statement.pdf?period=all');
    expect(status).toBe(422);
    expect(text).toContain('This period has 2,001 movements, and a PDF holds at most 2,000.');
    expect((await browser.get('/credits')).html).not.toContain('statement.pdf');
    expect((await browser.get('/credits/statement.csv')).html.trimEnd().split('\r\n')).toHaveLength(2_002);
    expect((await browser.get('/credits/statement.pdf?period=last-month')).status).toBe(200);
  });

  test.each(['/credits/statement.csv', '/credits/statement.pdf', '/credits/explanation'])(
    '%s is for its owner',
    async (path) => {
      const answer = await fetch(web.url + path, { redirect: 'manual' });
      expect(answer.headers.get('location')).toBe(`/login?next=${encodeURIComponent(path)}`);
    },
  );
});
