/**
 * What happens in the story, told in the browser and over HTTP. Credits are whole ones, money is minor units of the
 * euro. 500 credits for 20.00: one spent in the portal, ten by API, 50 given, then 8.00 (40 %) goes back and takes
 * 40 % of the 500 with it.
 */
export const PLOT = {
  pack: '500 credits',
  bought: 500,
  paid_minor: 2000,
  refund: '8.00',
  refund_minor: 800,
  taken: 200,
  given: 50,
  balance: { bought: 500, ran: 499, called: 489, given: 539, refunded: 339 },
  declinedCard: '9995',
  goodCard: '4242',
  decline: 'There is not enough money on the card.',
  giftReason: 'An apology for the slow answer',
  refundReason: 'Bought more than needed',
  ticket: 'HELP-42',
} as const;

/** Stripe's simulator holds its webhooks back, or lets them through again. */
export async function faultWebhooks(stripe: string, fault: 'delay' | 'drop' | null): Promise<void> {
  const init = fault
    ? { method: 'POST', body: JSON.stringify({ fault }), headers: { 'content-type': 'application/json' } }
    : { method: 'DELETE' };
  const answer = await fetch(`${stripe}/_sandbox/faults`, init);
  if (!answer.ok) throw new Error(await answer.text());
}

/** Delivers every webhook that waits, the delayed ones too. */
export async function deliverWebhooks(stripe: string): Promise<void> {
  await fetch(`${stripe}/_sandbox/webhooks/deliver`, { method: 'POST' });
}

/** Sends every event that Stripe has once more, as the button in its dashboard does, and waits until all are taken. */
export async function redeliverEvents({
  stripe,
  stripeKey,
}: {
  stripe: string;
  stripeKey: string;
}): Promise<void> {
  const headers = { authorization: `Bearer ${stripeKey}` };
  const answer = await fetch(`${stripe}/v1/events?limit=100`, { headers });
  for (const { id } of ((await answer.json()) as { data: { id: string }[] }).data) {
    const init = {
      method: 'POST',
      body: JSON.stringify({ event: id }),
      headers: { 'content-type': 'application/json' },
    };
    await fetch(`${stripe}/_sandbox/webhooks/redeliver`, init);
  }
  await deliverWebhooks(stripe);
}
