import { bringIn } from './inflow.js';
import type { ModelHold, ModelWallet, Part } from './wallet.js';

/** Lets time come to `at`: what was to lapse, expire or end by then has, each at its own instant and in that order. */
export function passTime(wallet: ModelWallet, at: number): void {
  for (let instant = instants(wallet, at)[0]; instant !== undefined; instant = instants(wallet, at)[0]) {
    expire(wallet, instant);
    for (const hold of wallet.holds) {
      if (hold.open && hold.expires_at <= instant) release(wallet, hold, instant);
    }
    for (const override of wallet.overrides)
      override.over ||= (override.until ?? Number.POSITIVE_INFINITY) <= instant;
  }
}

/** When something is still to lapse, expire or end, up to `at`. */
export function instants(wallet: ModelWallet, at: number): number[] {
  const grants = wallet.grants.filter(({ remaining }) => remaining > 0).map(({ expires_at }) => expires_at);
  const holds = wallet.holds.filter(({ open }) => open).map(({ expires_at }) => expires_at);
  const overrides = wallet.overrides.filter(({ over, ended }) => !over && !ended).map(({ until }) => until);
  return [...new Set([...grants, ...holds, ...overrides])]
    .filter((instant) => instant !== null && instant <= at)
    .map(Number)
    .sort((a, b) => a - b);
}

function expire(wallet: ModelWallet, at: number): void {
  for (const grant of wallet.grants) {
    if (grant.expires_at === null || grant.expires_at > at) continue;
    grant.expired += grant.remaining;
    grant.remaining = 0;
  }
}

/** What a hold still has goes back to its grants; what lands in an expired one expires then. */
export function release(wallet: ModelWallet, hold: ModelHold, at: number): void {
  hold.open = false;
  letGo(wallet, hold.parts, at);
}

export function letGo(wallet: ModelWallet, parts: readonly Part[], at: number): void {
  for (const { grant, amount } of parts) grant.held -= amount;
  bringIn(wallet, parts, { at, late: 'expires' });
}
