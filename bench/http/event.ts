import { cardByNumber } from '../../sandbox/stripe/cards.js';
import { buildCharge } from '../../sandbox/stripe/objects/charge.js';
import { buildEvent } from '../../sandbox/stripe/objects/event.js';
import { cardDetails } from '../../sandbox/stripe/objects/payment-method.js';

/** What each call replaces by an id of its own. */
export const EVENT_ID = 'evt_of_this_call';

const AT = 1_790_000_000;

/** A payment that succeeded, as Stripe tells it: two kilobytes. */
export const EVENT = JSON.stringify(
  buildEvent({
    id: EVENT_ID,
    type: 'charge.succeeded',
    created: AT,
    data: { object: buildCharge({ amount: 2000, currency: 'eur', created: AT, card: card() }) },
  }),
);

function card() {
  const known = cardByNumber('4242424242424242');
  if (!known) throw new Error("the simulated Stripe does not know Stripe's own test card");
  return cardDetails(known, 2034);
}
