import { readdir } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { type MailTemplate, type MailVariables, renderMail } from '../../src/mail/index.js';
import { SUBJECTS } from '../../src/mail/templates.js';
import { fromRoot } from '../../src/platform/root.js';

const HOSTILE = '</p><script>alert(1)</script>\r\nBcc: everybody@example.com';
const site = 'https://quickscale.example';

/** Every variable that any template knows, each of them hostile. */
const EVERYTHING: Record<string, unknown> = Object.fromEntries(
  [
    'name',
    'number',
    'date',
    'description',
    'amount',
    'credits',
    'card',
    'reason',
    'advice',
    'credits_taken',
    'change',
    'balance',
    'new_email',
    'hours',
    'available',
    'threshold',
    'cap',
    'next',
    'why',
  ].map((name) => [name, HOSTILE]),
);

describe('every mail', () => {
  test.each(Object.keys(SUBJECTS) as MailTemplate[])(
    '%s has a one-line subject, text, and HTML that runs nothing',
    async (template) => {
      const { subject, html, text } = await renderMail(template, {
        ...EVERYTHING,
        site,
        url: `${site}/x?a=1&b=2`,
      });
      expect(subject).not.toMatch(/[\r\n]/);
      expect(subject.length).toBeGreaterThan(5);
      expect(html).not.toContain('<script');
      expect(html).toContain('</html>');
      expect(text).toContain(site);
      expect(text).not.toContain('&lt;');
      expect(text).not.toMatch(/\{\{|undefined|\[object/);
    },
  );

  test('has both parts on disk', async () => {
    const files = await readdir(fromRoot('templates/emails'));
    for (const template of Object.keys(SUBJECTS)) {
      expect(files).toEqual(expect.arrayContaining([`${template}.html.hbs`, `${template}.text.hbs`]));
    }
  });

  test('says in the receipt what was paid, for what, and where to see it', async () => {
    const receipt: MailVariables['receipt'] = {
      name: 'Ada',
      number: 'R-2026-000001',
      date: '23 November 2026',
      description: '500 credits',
      amount: '€20.00',
      credits: '500',
      path: '/payments/1/receipt',
    };
    const { subject, html, text } = await renderMail('receipt', {
      ...receipt,
      site,
      url: `${site}${receipt.path}`,
    });
    expect(subject).toBe('Your receipt R-2026-000001');
    for (const part of [html, text]) {
      for (const fact of ['R-2026-000001', '€20.00', '500 credits', `${site}/payments/1/receipt`])
        expect(part).toContain(fact);
    }
  });
});
