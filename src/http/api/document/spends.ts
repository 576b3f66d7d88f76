import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { AlreadyReversed, UnknownSpend } from '../../../credits/index.js';
import { InsufficientScope } from '../errors.js';
import { BatchAnswer, ReversalAnswer, SpendAnswer } from '../v1/answers.js';
import { EXAMPLES } from '../v1/examples.js';
import { BATCH_MAX, BatchBody, ReversalBody, SpendBody } from '../v1/requests.js';
import { answer, body, CHARGING, idempotencyKey, KEYED, made, path, SENDING, wrong } from './parts.js';
import { refusals } from './refusals.js';

export const spend: ZodOpenApiOperationObject = {
  operationId: 'spend',
  summary: 'Spend credits on a service',
  description:
    'Scope `spend`. All or nothing: subscription credits first, soonest expiry first. A refusal is not kept: the same key may succeed later.',
  requestParams: { path, header: idempotencyKey },
  requestBody: body(SpendBody),
  responses: {
    ...made('The spend', SpendAnswer),
    ...refusals(...CHARGING, new InsufficientScope('spend')),
  },
};

export const spendBatch: ZodOpenApiOperationObject = {
  operationId: 'spendBatch',
  summary: `Up to ${BATCH_MAX} spends at once`,
  description: `Scope \`spend\`. Each item carries its own idempotency key, is all or nothing by itself, and is answered in its place with the status and the body that it would have had alone; no header. It counts as so many requests as it has spends. After 503 send the same batch again: what was done is replayed.`,
  requestBody: body(BatchBody),
  responses: {
    '200': answer('What became of each, in order', BatchAnswer),
    ...refusals(
      ...SENDING,
      new InsufficientScope('spend'),
      wrong('spends', `Too big: expected array to have <=${BATCH_MAX} items`),
    ),
  },
};

export const reverse: ZodOpenApiOperationObject = {
  operationId: 'reverse',
  summary: 'Give the credits of a failed run back',
  description:
    'Scope `reverse`, company keys only. Once per spend, to the grants that paid; what would return to an expired grant becomes promotional for 7 days.',
  requestParams: { path, header: idempotencyKey },
  requestBody: body(ReversalBody, false),
  responses: {
    ...made('The reversal', ReversalAnswer),
    ...refusals(
      ...KEYED,
      new InsufficientScope('reverse'),
      new UnknownSpend(),
      new AlreadyReversed(EXAMPLES.spend.id),
      wrong('reason', 'Expected plain text on one line.'),
    ),
  },
};
