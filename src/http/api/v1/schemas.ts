import { z } from 'zod';
import 'zod-openapi';
import { EXAMPLES } from './examples.js';

/** What callers send and get: parses requests, and is the source of the OpenAPI document. */

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
  .meta({ example: { service: 'image-metadata', metadata: { order: 'A-17' } } });

export const ReversalBody = z
  .strictObject({
    reason: line(200).optional().meta({ description: 'Why, for the statement.' }),
  })
  .meta({ example: { reason: 'The run failed' } });

export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'Expected 1 to 255 visible ASCII characters.')
  .meta({
    description: 'Your name for this request. Sent again with the same body it gives the same answer.',
  });

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

export const CustomerQuery = z.object({ email: z.email().max(254).meta({ example: 'ada@example.com' }) });

const TIME_MIN = new Date('2000-01-01T00:00:00Z');
const TIME_MAX = new Date('2100-01-01T00:00:00Z');

export const BalanceQuery = z.object({
  at: z.iso
    .datetime({ offset: true, error: 'Expected a time as in RFC 3339, like 2026-11-23T12:00:00Z.' })
    .refine(
      (time) => new Date(time) >= TIME_MIN && new Date(time) < TIME_MAX,
      'Expected a time of this century.',
    )
    .optional()
    .meta({ description: 'The balance at that time; default now.' }),
});

const Credits = z.number().meta({ description: 'Credits, at most two decimals.', example: 12.5 });
const Time = z.iso.datetime();
const Type = z.enum(['subscription', 'pay_as_you_go', 'promotional']);
const Parts = { available: Credits, held: Credits, frozen: Credits, debt: Credits };

export const CustomerAnswer = z
  .object({ id: Uuid, email: z.email(), status: z.enum(['active', 'suspended', 'closed']) })
  .meta({ id: 'Customer', example: EXAMPLES.customer });

export const BalanceAnswer = z
  .object({
    ...Parts,
    by_type: z.object({ subscription: Credits, pay_as_you_go: Credits, promotional: Credits }),
    next_expiry: z.object({ at: Time, credits: Credits }).nullable(),
  })
  .meta({ id: 'Balance', example: EXAMPLES.balance });

export const SpendAnswer = z
  .object({
    id: Uuid,
    service: z.string(),
    quantity: z.int(),
    credits: Credits,
    allocations: z.array(z.object({ grant: Uuid, type: Type, credits: Credits })),
    balance: z.object(Parts),
    created_at: Time,
  })
  .meta({ id: 'Spend', example: EXAMPLES.spend });

export const ReversalAnswer = z
  .object({ id: Uuid, spend: Uuid, credits: Credits, balance: z.object(Parts), created_at: Time })
  .meta({ id: 'Reversal', example: EXAMPLES.reversal });

export const EntryAnswer = z
  .object({
    no: z.int().meta({ description: 'Gapless per customer.' }),
    kind: z.string(),
    label: z.string().meta({ description: 'What happened, in plain words.' }),
    credits: Credits.meta({ description: 'Change of the available credits, signed.' }),
    held: Credits,
    frozen: Credits,
    debt: Credits,
    available_after: Credits,
    grant: z.object({ id: Uuid, type: Type }).nullable(),
    cause: z.object({ type: z.string(), id: z.string() }),
    effective_at: Time,
    created_at: Time,
  })
  .meta({ id: 'LedgerEntry', example: EXAMPLES.entry });

export const UseAnswer = z
  .object({
    id: Uuid,
    service: z.string(),
    quantity: z.int(),
    credits: Credits,
    reversed: z.boolean(),
    metadata: z.record(z.string(), z.unknown()).nullable(),
    created_at: Time,
  })
  .meta({ id: 'Use', example: EXAMPLES.use });

export const ServiceAnswer = z
  .object({
    service: z.string(),
    name: z.string(),
    description: z.string(),
    unit: z.string(),
    credits: Credits,
  })
  .meta({ id: 'Service', example: EXAMPLES.service });

export const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ data: z.array(row), next_cursor: z.string().nullable() });

export const ProblemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable: decide by this.' }),
    fields: z.record(z.string(), z.string()).optional(),
  })
  .loose()
  .meta({ id: 'Problem', description: 'RFC 9457.' });
