import type { Kind } from './kind.js';
import { OTHERS } from './others.js';
import { PACK_BUYERS } from './pack-buyers.js';
import { SUBSCRIBERS } from './subscribers.js';

const KINDS: readonly Kind[] = [...SUBSCRIBERS, ...PACK_BUYERS, ...OTHERS];

/** At least one customer of every kind; the first kinds take up what rounding leaves. @throws RangeError when too few */
export function kindsOf(customers: number): Kind[] {
  if (customers < KINDS.length * 2)
    throw new RangeError(`a history needs at least ${KINDS.length * 2} customers`);
  const all = KINDS.reduce((sum, { of300 }) => sum + of300, 0);
  const counts = KINDS.map(({ of300 }) => Math.max(1, Math.floor((of300 * customers) / all)));
  const left = customers - counts.reduce((sum, count) => sum + count, 0);
  return KINDS.flatMap((kind, index) =>
    Array<Kind>((counts[index] ?? 0) + (index === 0 ? left : 0)).fill(kind),
  );
}
