import { z } from 'zod';
import 'zod-openapi';
import { HOLD_SECONDS } from '../../../credits/index.js';
import { EXAMPLES } from './examples.js';

/** What callers send: parses the requests, and is the source of the OpenAPI document. */

export const Uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'Expected a UUID.')
  .toLowerCase()
  .meta({ format: 'uuid' });

/** Without control characters and halves of characters, which PostgreSQL does not store. */
const LINE = /^[^\p{Cc}\p{Cs}]*$/u;
const line = (max: number) => z.string().min(1).max(max).regex(LINE, 'Expected plain text on one line.');

const QUANTITY_MAX = 1_000_000;
const METADATA_MEMBERS_MAX = 20;

const Metadata = z
  .record(line(40), z.union([line(500), z.number(), z.boolean()]))
  .refine((members) => Object.keys(members).length <= METADATA_MEMBERS_MAX, {
    error: `At most ${METADATA_MEMBERS_MAX} members.`,
  })
  .meta({ description: `Up to ${METADATA_MEMBERS_MAX} members of your own, kept with the spend.` });

export const SpendBody = z
  .strictObject({
    service: line(100).meta({ description: 'The service’s slug.' }),
    quantity: z.int().min(1).max(QUANTITY_MAX).default(1),
    metadata: Metadata.optional(),
  })
  .meta({ id: 'SpendRequest', example: { service: 'image-metadata', metadata: { order: 'A-17' } } });

export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'Expected 1 to 255 visible ASCII characters.')
  .meta({
    description: 'Your name for this request. Sent again with the same body it gives the same answer.',
  });

export const BATCH_MAX = 500;

/** In a path or a body alike, what is no id names nobody: 404, and not 422. */
const Customer = z.string().meta({ format: 'uuid', description: 'The customer’s id.' });

/** One spend of a batch: each carries its own idempotency key. */
export const BatchItem = z
  .strictObject({ customer: Customer, ...SpendBody.shape, idempotency_key: IdempotencyKey })
  .meta({
    id: 'BatchItem',
    example: {
      customer: EXAMPLES.customer.id,
      service: 'image-metadata',
      idempotency_key: 'order-A-17',
    },
  });

const spendsOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    spends: z.array(item).min(1).max(BATCH_MAX).meta({ description: 'Answered in the same order.' }),
  });

export const BatchBody = spendsOf(BatchItem).meta({ id: 'BatchRequest' });

/** The batch without its items: one that is wrong is refused in its place, not with all the others. */
export const BatchEnvelope = spendsOf(z.unknown());

export const HoldBody = z
  .strictObject({
    service: SpendBody.shape.service,
    quantity: SpendBody.shape.quantity,
    expires_in: z
      .int()
      .min(HOLD_SECONDS.min)
      .max(HOLD_SECONDS.max)
      .default(HOLD_SECONDS.default)
      .meta({ description: 'Seconds after which the hold lapses by itself.' }),
  })
  .meta({ id: 'HoldRequest', example: { service: 'image-metadata', quantity: 3, expires_in: 600 } });

const CAPTURE_MAX = 1_000_000_000_000;

export const CaptureBody = z
  .strictObject({
    credits: z
      .number()
      .positive()
      .max(CAPTURE_MAX)
      .refine((credits) => Math.round(credits * 100) / 100 === credits, 'Use at most two decimals.')
      .optional()
      .meta({
        description: 'How many of the held credits to spend; all unless told. The others are released.',
      }),
  })
  .meta({ id: 'CaptureRequest', example: { credits: 20 } });

/** Nothing to say: which hold stands in the address. */
export const ReleaseBody = z.strictObject({});

export const ReversalBody = z
  .strictObject({
    reason: line(200).optional().meta({ description: 'Why, for our support.' }),
  })
  .meta({ id: 'ReversalRequest', example: { reason: 'The run failed' } });

export const PAGE_LIMIT = 20;
const limit = z.coerce.number().int().min(1).max(200).default(PAGE_LIMIT);

export const LedgerQuery = z.object({
  limit,
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'Expected the next_cursor of an earlier page.')
    .optional(),
});

export const UsageQuery = z.object({ limit, cursor: Uuid.optional() });

export const ServicesQuery = z.object({
  limit,
  cursor: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Expected the next_cursor of an earlier page.')
    .optional(),
});

export const CustomerQuery = z.object({ email: z.email().max(254).meta({ example: 'ada@example.com' }) });

const TIME_MIN = new Date('2000-01-01T00:00:00Z');
const TIME_MAX = new Date('2100-01-01T00:00:00Z');

/** An offset's plus that is not escaped arrives as a space. */
export const NOT_A_TIME =
  'Expected a time as in RFC 3339, like 2026-11-23T12:00:00Z; the plus of an offset is sent as %2B.';

export const BalanceQuery = z.object({
  at: z.iso
    .datetime({ offset: true, error: NOT_A_TIME })
    .refine(
      (time) => new Date(time) >= TIME_MIN && new Date(time) < TIME_MAX,
      'Expected a time of this century.',
    )
    .optional()
    .meta({ description: 'The balance at that time; default now.' }),
});
