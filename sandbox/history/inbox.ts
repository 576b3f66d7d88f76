import { isFollowed } from '../../src/billing/index.js';
import { API_VERSION, buildEvent } from '../stripe/objects/event.js';
import type { DatedObject } from '../stripe/objects/types.js';
import type { Book, Told } from './book.js';
import type { Random } from './random.js';
import type { SessionHidden } from './stripe/checkout.js';
import { iso, SECOND } from './time.js';

/** What QuickScale mirrors, and will mirror: invoices and subscriptions are registered from the same reads. */
const MIRRORED_TOO = new Set(['invoice', 'invoice_payment', 'subscription']);

/**
 * Writes Stripe's events of the last weeks, and how they arrived here. Those that never did are only Stripe's, and
 * stay so: the last sweep counts as made at `now`, so that an operator has something to find.
 */
export function deliverEvents(book: Book, random: Random, now: number): void {
  const told = [...book.told].sort((a, b) => a.created - b.created);
  for (const { type, created, object } of told) {
    const event = buildEvent({ id: random.stripeId('evt'), created, data: { object }, type });
    book.addObject(event);
    if (!isMissed(book, object)) book.insert('stripe_events', inboxRow(event, object));
  }
  book.insert('event_sweeps', { swept_until: iso(now), ended_at: iso(now), made_at: iso(now) });
}

function inboxRow(event: ReturnType<typeof buildEvent>, object: Told['object']) {
  const at = event.created * SECOND;
  const followed = isFollowed(object.object);
  const handled = followed ? iso(at + 2 * SECOND) : null;
  return {
    id: event.id,
    type: event.type,
    object_type: object.object,
    object_id: object.id,
    api_version: API_VERSION,
    livemode: false,
    payload: event,
    state: followed ? 'processed' : 'ignored',
    attempts: followed ? 1 : 0,
    created_at: iso(at),
    received_at: iso(at + SECOND),
    run_at: iso(at + SECOND),
    relayed_at: handled,
    processed_at: handled,
  };
}

/** Writes the mirror: QuickScale's last read of each object that it follows. */
export function mirrorObjects(book: Book): void {
  for (const { doc, hidden } of book.objects.values()) {
    const type: string = doc.object;
    if (!isFollowed(type) && !MIRRORED_TOO.has(type)) continue;
    // A card that was typed in once and kept by nobody is told of by no event.
    if (doc.object === 'payment_method' && !doc.customer) continue;
    const read = isMissed(book, doc) ? book.missed.get(doc.id) : doc;
    if (!read) continue;
    const at = iso(doc.created * SECOND + 2 * SECOND);
    book.insert('stripe_objects', {
      id: doc.id,
      type,
      customer: 'customer' in doc ? doc.customer : null,
      data:
        read.object === 'checkout.session'
          ? { ...read, line_items: lineItems(read.id, hidden as SessionHidden) }
          : read,
      wanted: 1,
      read: 1,
      read_at: at,
      projected_at: at,
      created_at: at,
    });
  }
}

/** QuickScale reads sessions with their lines. */
function lineItems(session: string, { items }: SessionHidden) {
  return { object: 'list', data: items, has_more: false, url: `/v1/checkout/sessions/${session}/line_items` };
}

function isMissed(book: Book, object: DatedObject): boolean {
  const intent = 'payment_intent' in object ? String(object.payment_intent) : '';
  return book.missed.has(object.id) || book.missed.has(intent);
}
