import type Stripe from 'stripe';
import { z } from 'zod';

export interface Signed {
  /** As it came: the signature is over its bytes. */
  body: unknown;
  signature: string | undefined;
  /** There are several while they are rotated. */
  secrets: readonly string[];
}

/** An event that Stripe signed, or what is wrong with what came instead, in words for whoever set the webhook up. */
export type Reading = { event: Stripe.Event } | { fault: string };

/** Reads a webhook's body, once one of the secrets has signed it. */
export function readSignedEvent(stripe: Stripe, { body, signature, secrets }: Signed): Reading {
  if (!signature) return { fault: 'There is no Stripe-Signature header.' };
  if (!Buffer.isBuffer(body) || body.length === 0) return { fault: 'The body is empty.' };
  const isSigned = (tolerance_seconds?: number) =>
    secrets.some((secret) => fits(stripe, { body, signature, secret, tolerance_seconds }));
  if (isSigned()) return parseEvent(body);
  const fault = isSigned(ANY_AGE)
    ? 'The signature fits the body, but it is too old: one of the two clocks is wrong, or somebody sends it again.'
    : 'The signature does not fit the body.';
  return { fault };
}

/** Stripe's library takes this for no limit. */
const ANY_AGE = 0;

function fits(
  { webhooks }: Stripe,
  given: { body: Buffer; signature: string; secret: string; tolerance_seconds: number | undefined },
): boolean {
  const { body, signature, secret, tolerance_seconds } = given;
  try {
    return webhooks.signature?.verifyHeader(body, signature, secret, tolerance_seconds) === true;
  } catch {
    return false;
  }
}

function parseEvent(body: Buffer): Reading {
  const json = jsonOf(body);
  if (!json) return { fault: 'The signature fits, but the body is no JSON.' };
  const [issue] = SignedEvent.safeParse(json.value).error?.issues ?? [];
  if (!issue) return { event: json.value as Stripe.Event };
  const what = issue.path.length > 0 ? `“${issue.path.join('.')}”` : 'the body';
  return {
    fault: `The signature fits, but this is no event of Stripe’s: ${what} has to be ${issue.message}.`,
  };
}

function jsonOf(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString('utf8')) };
  } catch {
    return undefined;
  }
}

/** Up to the year 9999, which is where PostgreSQL's and our dates agree. */
const CREATED_MAX = 253_402_300_799;

const word = (shape: RegExp, error: string) =>
  z.string({ error }).max(255, { error }).regex(shape, { error });
const seconds = { error: 'a time in whole Unix seconds' };
const object = { error: 'an object' };

/** What is used of an event; each message says what its field has to be. What its object's id is shows when it is stored. */
const SignedEvent = z.looseObject(
  {
    id: word(/^evt_\w+$/, 'the id of an event, evt_…'),
    type: word(/^[\w.]+$/, 'the type of an event, such as charge.succeeded'),
    api_version: word(/^[\w.-]+$/, 'a version of Stripe’s API, or null').nullish(),
    livemode: z.boolean({ error: 'true or false' }),
    created: z.int(seconds).min(1, seconds).max(CREATED_MAX, seconds),
    data: z.looseObject(
      { object: z.looseObject({ object: word(/^[\w.]+$/, 'a kind of object') }, object) },
      object,
    ),
  },
  { error: 'a JSON object' },
);
