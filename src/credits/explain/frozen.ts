import type { FrozenPart } from './explanation.js';
import type { Flow } from './flows.js';

/** What each dispute keeps frozen, from the sums of the entries. */
export function frozenByDispute(flows: readonly Flow[]): FrozenPart[] {
  const amounts = new Map<string, number>();
  for (const { cause, cause_id, frozen } of flows)
    if (cause === 'dispute' && cause_id) amounts.set(cause_id, (amounts.get(cause_id) ?? 0) + frozen);
  return [...amounts]
    .filter(([, amount]) => amount > 0)
    .map(([cause_id, amount]) => ({ cause: 'dispute', cause_id, amount, reference: null }));
}
