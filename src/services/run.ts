import { createHash } from 'node:crypto';
import { reverseSpend, type Spend, spend, UnknownService } from '../credits/index.js';
import type { Db } from '../platform/db.js';
import { InvalidInput } from '../platform/errors.js';
import { ServiceRunFailed } from './errors.js';
import { OWN_SERVICES } from './offered.js';
import { type Service, type ServiceInput, type ServiceOutput, Unusable } from './service.js';

export interface ServiceRun {
  wallet_id: string;
  /** Slug. */
  service: string;
  input: ServiceInput;
  /** One key per attempt of the customer: a second call with it does not charge again, and takes no other input. */
  key: string;
}

const KEY_OWNER = 'portal';

/**
 * Runs one of our own services for a customer: charges, runs, and gives the credits back when the run fails.
 * Input that cannot be meant is refused before it costs anything.
 *
 * @throws ServiceRunFailed, InvalidInput (field `input`), and what `spend` throws
 */
export async function runService(
  db: Db,
  { wallet_id, service: slug, input, key }: ServiceRun,
): Promise<{ spend: Spend; output: ServiceOutput }> {
  const service = OWN_SERVICES.find((each) => each.slug === slug);
  if (!service) throw new UnknownService(slug);
  requireInput(service, input);
  const metadata = { input_sha256: createHash('sha256').update(input).digest('hex') };
  const charge = { wallet_id, service: slug, quantity: 1, key_owner: KEY_OWNER, key, metadata };
  const { spend: charged } = await spend(db, charge);
  try {
    return { spend: charged, output: service.run(input) };
  } catch (error) {
    await giveBack(db, charged);
    throw new ServiceRunFailed(`${wordsOf(error)} You were not charged.`);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Unusable ? error.message : 'This service could not do its work.';
}

function requireInput({ input: form }: Service, input: ServiceInput): void {
  if (input.length === 0)
    throw new InvalidInput({ input: form.kind === 'text' ? 'Enter a text.' : 'Choose a file.' });
  const max = form.kind === 'text' ? form.max_length : form.max_bytes;
  if (input.length > max) throw new InvalidInput({ input: `This is too large. ${form.hint}` });
  if ((form.kind === 'text') !== (typeof input === 'string')) throw new InvalidInput({ input: form.hint });
}

async function giveBack(db: Db, { id }: Spend): Promise<void> {
  const reversal = { spend_id: id, requested_by: KEY_OWNER, key_owner: KEY_OWNER, key: `failed:${id}` };
  await db.transaction((tx) => reverseSpend(tx, { ...reversal, reason: 'The run failed' }));
}
