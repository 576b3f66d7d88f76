import { z } from 'zod';
import { fromCredits } from '../../src/credits/index.js';
import { InvalidInput } from '../../src/platform/errors.js';
import { line, refusing, unturned } from '../../src/platform/line.js';
import { reasonFault } from '../../src/platform/reason.js';

/** What a form sent, as `schema` says it must be. Throws InvalidInput with what is wrong at each field. */
export function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults: Record<string, string> = {};
  for (const issue of parsed.error.issues) faults[issue.path.join('.') || 'form'] ??= issue.message;
  throw new InvalidInput(faults);
}

/** Names one sending of a form: sent twice, it happens once. */
export const FormKey = z.uuid('This form is out of date. Open it again.');

export const Reason = z.string('Say why.').trim().check(refusing(reasonFault)).check(unturned);

export const Ticket = line(100)
  .transform((ticket) => ticket || undefined)
  .optional();

/** Credits as people write them ("50", "1,200", "12.5"), in hundredths. */
export const Credits = z
  .string('Enter an amount.')
  .trim()
  .regex(
    /^(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.\d{1,2})?$/,
    'Enter a number of credits, with at most two decimals.',
  )
  .transform((text) => fromCredits(Number(text.replaceAll(',', ''))));

/** What holds until a day holds until that day is over (UTC). */
export function endOfDay(date: string): Date {
  return new Date(`${date}T23:59:59Z`);
}
