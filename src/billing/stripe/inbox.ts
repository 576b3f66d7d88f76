import type Stripe from 'stripe';
import { type Db, postgresCode } from '../../platform/db.js';
import { storableText } from '../../platform/storable-json.js';
import { isFollowed } from '../project/index.js';
import { idOf, instant } from '../project/projection.js';
import { isWorkedOn, type Told } from './event-families.js';
import { type ReadDeps, refresh } from './refresh.js';

interface Arrival {
  event: Stripe.Event;
  came_by: 'webhook' | 'sweep';
  told: Told;
  payload: string;
  state: 'received' | 'ignored' | 'dead';
  error?: string;
}

/**
 * Stores an event of Stripe's, once per id, in one statement; `came_by` says how we learnt of it. What no retry could mend is stored
 * as dead, with the reason: Stripe need not send it again, and it holds nothing up.
 *
 * @returns whether it was new
 */
export async function storeEvent(
  db: Db,
  event: Stripe.Event,
  came_by: Arrival['came_by'] = 'webhook',
): Promise<boolean> {
  const read = readTold(event);
  try {
    return await store(db, { event, came_by, ...read, payload: storableText(event) });
  } catch (error) {
    if (!isUnkeepable(error)) throw error;
    const state = read.state === 'ignored' ? 'ignored' : 'dead';
    const reason = `What it carries cannot be kept: ${error.message}`;
    return store(db, { event, came_by, ...read, payload: '{}', state, error: reason });
  }
}

/** Whoever makes a product may choose its id. None is longer, so that it fits into an index. */
const ID = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/** What Stripe's events of our own account never carry: it names the connected account that an event is of. */
const FOREIGN =
  'It is of another account at Stripe, which is connected to ours: only what our own tells of is worked on.';

function readTold({ account, ...event }: Stripe.Event): Pick<Arrival, 'told' | 'state' | 'error'> {
  const read = readOurs(event);
  return account ? { told: read.told, state: 'ignored', error: FOREIGN } : read;
}

function readOurs({ type, data }: Omit<Stripe.Event, 'account'>): Pick<Arrival, 'told' | 'state' | 'error'> {
  const { object: object_type, id = null } = subjectOf(data.object as { object: string; id?: unknown });
  const about = { type, object_type };
  if (id === null || (typeof id === 'string' && ID.test(id))) {
    const told = { ...about, object_id: id };
    return { told, state: isWorkedOn(told) ? 'received' : 'ignored' };
  }
  const told = { ...about, object_id: null };
  const shown = JSON.stringify(id).slice(0, SHOWN_MAX);
  return isWorkedOn({ ...about, object_id: shown })
    ? { told, state: 'dead', error: `No object of Stripe’s has this id: ${shown}` }
    : { told, state: 'ignored' };
}

const SHOWN_MAX = 100;

/** Of a discount, which Stripe does not let us read by itself, whoever has it: a subscription, else the customer. */
function subjectOf(object: { object: string; id?: unknown }): { object: string; id?: unknown } {
  if (object.object !== 'discount') return object;
  const { subscription, customer } = object as unknown as Stripe.Discount;
  const [type, id] = subscription ? ['subscription', idOf(subscription)] : ['customer', idOf(customer)];
  return id ? { object: type, id } : object;
}

/** Too deep for us to write it as JSON, or, by PostgreSQL's classes of errors, no data (22) or over its limits (54). */
function isUnkeepable(error: unknown): error is Error {
  return error instanceof RangeError || /^(22|54)/.test(postgresCode(error) ?? '');
}

async function store(db: Db, { event, came_by, told, payload, state, error }: Arrival): Promise<boolean> {
  const stored = await db.maybeOne(
    `INSERT INTO stripe_events (id, type, object_type, object_id, api_version, livemode, payload, state, created_at, came_by, error)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      event.id,
      told.type,
      told.object_type,
      told.object_id,
      event.api_version,
      event.livemode,
      payload,
      state,
      instant(event.created),
      came_by,
      error,
    ],
    { name: 'store_event' },
  );
  return stored !== undefined;
}

/** Reads the object of a stored event afresh and lets our rows follow; what the event itself carries is not used. */
export async function processEvent(deps: ReadDeps, event_id: string): Promise<void> {
  const event = await deps.db.one<{ object_type: string; object_id: string }>(
    'SELECT object_type, object_id FROM stripe_events WHERE id = $1',
    [event_id],
  );
  if (isFollowed(event.object_type)) await refresh(deps, { type: event.object_type, id: event.object_id });
}
