import type { Hold } from '../../credits/index.js';

const SHOWN = 3;

/** What is reserved and until when: the newest few, and how many more there are. */
export function shownHolds(open: readonly Hold[]) {
  const holds = open.filter(({ amount }) => amount > 0);
  if (holds.length === 0) return null;
  return {
    holds: holds.slice(0, SHOWN).map(({ amount, service_name, quantity, expires_at }) => ({
      amount,
      what: quantity > 1 ? `${service_name} × ${quantity}` : service_name,
      expires_at: new Date(expires_at),
    })),
    more: Math.max(0, holds.length - SHOWN),
  };
}
