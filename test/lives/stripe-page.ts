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

/** Presses a button of a page of Stripe's; answers where it leads. */
export async function press(page: string, fields: Record<string, string>): Promise<string> {
  const answer = await fetch(page, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? page, page).href;
}
