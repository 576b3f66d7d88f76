import { z } from 'zod';
import 'zod-openapi';
import { EXAMPLES } from './examples.js';
import { Uuid } from './requests.js';

/** What callers get: the source of the OpenAPI document, which the tests hold real answers against. */

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

export const HoldAnswer = z
  .object({
    id: Uuid,
    customer: Uuid,
    service: z.string(),
    quantity: z.int(),
    credits: Credits.meta({ description: 'Set aside when the hold was made.' }),
    captured: Credits.meta({ description: 'Spent of them.' }),
    status: z.enum(['open', 'captured', 'released', 'lapsed']),
    expires_at: Time,
    closed_at: Time.nullable(),
    created_at: Time,
  })
  .meta({ id: 'Hold', example: EXAMPLES.hold });

export const CaptureAnswer = HoldAnswer.extend({ spend: SpendAnswer }).meta({
  id: 'Capture',
  example: EXAMPLES.capture,
});

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
    request_id: z.string().meta({ description: 'Tell us this when you ask about it.' }),
    fields: z.record(z.string(), z.string()).optional(),
  })
  .loose()
  .meta({ id: 'Problem', description: 'RFC 9457. Further members, by code, are in the examples.' });

export const BatchAnswer = z
  .object({
    data: z.array(
      z.union([
        z.object({ status: z.literal([201, 200]), spend: SpendAnswer }),
        z.object({ status: z.int(), problem: ProblemAnswer }),
      ]),
    ),
  })
  .meta({ id: 'Batch', example: EXAMPLES.batch });
