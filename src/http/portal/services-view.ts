import { randomUUID } from 'node:crypto';
import { balance, listUses, type Use } from '../../credits/index.js';
import { now } from '../../platform/clock.js';
import type { Db } from '../../platform/db.js';
import type { OfferedService } from '../../services/index.js';
import type { ServiceOutcome } from './service-outcome.js';

/** A service with its form. Each form shown carries a key of its own, so that a form sent twice charges once. */
export interface ShownService extends OfferedService {
  attempt: string;
  open: boolean;
  upload: boolean;
  typed?: string | undefined;
  outcome?: ServiceOutcome;
}

interface Used {
  slug: string;
  outcome: ServiceOutcome;
  typed: unknown;
}

export function shownServices(services: readonly OfferedService[], used?: Used): ShownService[] {
  return services.map((service) => {
    const shown = { ...service, attempt: randomUUID(), upload: service.input?.kind === 'file', open: false };
    if (used?.slug !== service.slug) return shown;
    const typed = typeof used.typed === 'string' ? used.typed : undefined;
    return { ...shown, open: true, typed, outcome: used.outcome };
  });
}

/** What the customer has, and the uses so far, newest first. */
export async function usageOf(db: Db, wallet_id: string, { cursor }: { cursor?: string | undefined } = {}) {
  const [at, standing, page] = await Promise.all([
    now(db),
    balance(db, wallet_id),
    listUses(db, wallet_id, { cursor }),
  ]);
  const older = page.next_cursor && `/services?cursor=${page.next_cursor}`;
  return { now: at, balance: standing, runs: page.data.map(shownRun), older };
}

function shownRun({ service_name, quantity, unit, amount, reversed, created_at }: Use) {
  return { service_name, many: quantity > 1 && { quantity, unit }, amount, reversed, at: created_at };
}
