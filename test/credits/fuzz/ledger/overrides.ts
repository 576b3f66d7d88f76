import { type Actor, endOverride, startOverride } from '../../../../src/accounts/index.js';
import type { Tx } from '../../../../src/platform/db.js';
import type { Of } from '../request.js';
import { type Done, date } from './told.js';

export async function except(
  tx: Tx,
  user_id: string,
  { wish, until }: Of<'override'>,
  { actor, services }: { actor: Actor; services: readonly string[] },
): Promise<Done> {
  const told = wish.kind === 'service_cost' ? { ...wish, service: services[wish.service]! } : wish;
  const ends_at = date(until) ?? undefined;
  const { id } = await startOverride(tx, { actor, user_id, wish: told, ends_at, reason: 'Fuzz' });
  return { id, answer: {} };
}

export async function endException(
  tx: Tx,
  user_id: string,
  { override: id }: Of<'end_override'>,
  { actor }: { actor: Actor },
): Promise<Done> {
  await endOverride(tx, { actor, id, user_id, reason: 'Fuzz' });
  return { id, answer: {} };
}
