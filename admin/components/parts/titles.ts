/** What the lists are called, in the sidebar and above them. */
export const TITLES = {
  customers: 'Customers',
  messages: 'Messages',
  payments: 'Payments',
  refunds: 'Refunds',
  entries: 'Ledger',
  grants: 'Grants',
  'stripe-events': 'Stripe events',
  'stripe-operations': 'Stripe operations',
  discrepancies: 'Discrepancies',
  products: 'Products',
  prices: 'Prices',
  services: 'Services',
  'api-keys': 'API keys',
  audit: 'Audit log',
  operators: 'Operators',
} as const;

export type ListName = keyof typeof TITLES;

/** What a list leaves out unless it is asked for. */
export const LIST_NOTES: Readonly<Record<string, string>> = {
  'api-keys': 'The company’s keys and the customers’ own. A key itself is shown once, when it is made.',
  messages: 'What people wrote with the contact form; each went to support by mail too.',
  products: 'As Stripe has them: what is changed here goes there first, what is changed there comes here.',
  entries: 'The last seven days, unless days or a customer are chosen.',
};

export function titleOf(resource: string): string {
  return (TITLES as Readonly<Record<string, string>>)[resource] ?? resource;
}
