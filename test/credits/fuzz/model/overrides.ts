import type { Answer, ModelOverride, ModelWallet } from './wallet.js';

/** What an operator lets hold for one customer alone. */
export type Exception =
  | { kind: 'suspend' | 'freeze_spending' }
  | { kind: 'service_cost'; service: number; cost: number };

/** Takes the place of the one of its kind, and service, that was not ended. */
export function begin(
  wallet: ModelWallet,
  { id, wish, until }: { id: string; wish: Exception; until: number | null },
): Answer {
  const { kind, service = null, cost = null } = { service: undefined, cost: undefined, ...wish };
  for (const earlier of wallet.overrides)
    if (earlier.kind === kind && earlier.service === service) earlier.ended = true;
  wallet.overrides.push({ id, kind, service, cost, until, over: false, ended: false });
  return {};
}

export function endOverride(wallet: ModelWallet, id: string): Answer {
  find(wallet, id).ended = true;
  return {};
}

/** One whose time has come can still be ended: nothing changes by it. */
export function hasEnded(wallet: ModelWallet, id: string): boolean {
  return find(wallet, id).ended;
}

function find(wallet: ModelWallet, wanted: string): ModelOverride {
  return wallet.overrides.find(({ id }) => id === wanted)!;
}

/** Why nothing can be spent or held now; undefined when it can. What is held already can be captured all the same. */
export function barred(wallet: ModelWallet): Answer | undefined {
  const kinds = inForce(wallet).map(({ kind }) => kind);
  if (kinds.includes('suspend')) return { refused: 'account_suspended' };
  return kinds.includes('freeze_spending') ? { refused: 'spending_frozen' } : undefined;
}

/** Hundredths: at a cost of the customer's own, else at what the service costs now. */
export function priceOf(
  wallet: ModelWallet,
  { service, quantity, cost }: { service: number; quantity: number; cost: number },
): number {
  const own = inForce(wallet).find((each) => each.kind === 'service_cost' && each.service === service);
  return (own?.cost ?? cost) * quantity;
}

function inForce(wallet: ModelWallet): ModelOverride[] {
  return wallet.overrides.filter(({ over, ended }) => !over && !ended);
}
