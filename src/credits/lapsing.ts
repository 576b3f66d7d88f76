import type { CreditType } from './rules.js';
import { planSettlement, type Shortfall, shortfallsOf } from './shortfalls.js';

/** What a hold that has lapsed, and nobody wrote down, keeps from one grant; amount in hundredths. */
export interface LapsingPart {
  hold_id: string;
  grant_id: string;
  type: CreditType;
  amount: number;
  expires_at: string | null;
  /** Whether the grant was not expired when the hold lapsed, and is not at the moment looked at. */
  alive_then: boolean;
  alive_now: boolean;
}

/** All that decides what lapsing holds give back; parts in the order in which they will be written down. */
export interface Lapsing {
  parts: readonly LapsingPart[];
  shortfalls: readonly Shortfall[];
}

/** What of it is spendable again, and what it changes elsewhere; hundredths. */
export interface Foreseen {
  back: { type: CreditType; amount: number; expires_at: Date | null }[];
  held: number;
  frozen: number;
  debt: number;
}

/** Foretells releaseLapsed from the same figures, without writing: reading a balance changes nothing. */
export function foreseeLapses({ parts, shortfalls }: Lapsing, debt: number): Foreseen {
  const foreseen: Foreseen = { back: [], held: -total(parts), frozen: 0, debt: 0 };
  let lacking = shortfalls;
  for (const hold of byHold(parts)) {
    const { settled, left } = planSettlement(lacking, hold);
    lacking = lacking.map((shortfall) => ({
      ...shortfall,
      lacks:
        shortfall.lacks - total(settled.filter((each) => each.shortfall.return_id === shortfall.return_id)),
    }));
    foreseen.frozen += total(settled.filter(({ shortfall }) => shortfall.undecided));
    for (const { grant_id, amount } of left) {
      const part = hold.find((each) => each.grant_id === grant_id);
      if (!part?.alive_then) continue;
      const repaid = Math.min(amount, debt + foreseen.debt);
      foreseen.debt -= repaid;
      if (part.alive_now && amount > repaid) foreseen.back.push(spendable(part, amount - repaid));
    }
  }
  return foreseen;
}

function byHold(parts: readonly LapsingPart[]): LapsingPart[][] {
  const holds = new Map<string, LapsingPart[]>();
  for (const part of parts) holds.set(part.hold_id, [...(holds.get(part.hold_id) ?? []), part]);
  return [...holds.values()];
}

function spendable({ type, expires_at }: LapsingPart, amount: number): Foreseen['back'][number] {
  return { type, amount, expires_at: expires_at === null ? null : new Date(expires_at) };
}

function total(parts: readonly { amount: number }[]): number {
  return parts.reduce((sum, { amount }) => sum + amount, 0);
}

/** Columns `parts` and `shortfalls` of wallet $1 at `clock.at`; no parts where nothing has lapsed. */
export const LAPSING = `
  SELECT l.parts, CASE WHEN l.parts IS NOT NULL THEN (
           SELECT coalesce(jsonb_agg(s), '[]') FROM (${shortfallsOf(`
             SELECT p.grant_id FROM holds h JOIN hold_parts p ON p.wallet_id = h.wallet_id AND p.hold_id = h.id
             WHERE h.wallet_id = $1 AND h.status = 'open' AND h.expires_at <= clock.at`)}) s) END AS shortfalls
  FROM (
    SELECT jsonb_agg(jsonb_build_object(
             'hold_id', h.id, 'grant_id', g.id, 'type', g.type, 'amount', p.amount, 'expires_at', g.expires_at,
             'alive_then', g.expires_at IS NULL OR g.expires_at > h.expires_at,
             'alive_now', g.expires_at IS NULL OR g.expires_at > clock.at)
           ORDER BY h.expires_at, h.id, g.priority, g.expires_at, g.created_at, g.id) AS parts
    FROM holds h
    JOIN hold_parts p ON p.wallet_id = h.wallet_id AND p.hold_id = h.id
    JOIN grants g ON g.wallet_id = p.wallet_id AND g.id = p.grant_id
    WHERE h.wallet_id = $1 AND h.status = 'open' AND h.expires_at <= clock.at) l`;
