import type { Demo } from './start.js';

/** The line that `bin/demo --json` prints. */
export function jsonOf({ portal, ...demo }: Demo): string {
  return JSON.stringify({ ready: true, portal, admin: `${portal}/admin`, api: `${portal}/api/v1`, ...demo });
}

/** What a person who started the demo wants to know. */
export function reportOf(demo: Demo, data: string): string {
  const customer = demo.users.find(({ role }) => role === 'customer');
  return `
QuickScale is running. Everything here is a sandbox: no real money, no real mail.

${table([
  ['Portal', demo.portal],
  ['Back office', `${demo.portal}/admin`],
  ['API', `${demo.portal}/api/docs`],
  ['Mailbox', demo.mailbox],
  ['Simulated Stripe', demo.stripe],
])}

Sign in with one click on the sign-in pages, or with:

${table([
  ['Role', 'Email', 'Password', 'Authenticator secret'],
  ...demo.users.map(({ role, email, password, totpSecret }) => [role, email, password, totpSecret ?? '–']),
])}

${table([['API key', demo.apiKey]])}

Four things to try:
  1. In the portal, sign in as the customer, buy 500 credits with the card that succeeds, and spend some under Services.
  2. In the back office, sign in as support, find ${customer?.email}, see the same balance, and refund a part.
  3. In the simulated Stripe, move the clock on by a month, or let every tenth webhook be lost, and see what comes of it.
  4. bin/quickscale verify   proves every balance from the ledger.

Ctrl-C stops everything; the data stays in ${data}.
`;
}

function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('   ')
          .trimEnd()}`,
    )
    .join('\n');
}
