import type { Check } from './check.js';

/** What entries say of each hold, by grant. A capture's entries name its spend, and the spend its hold. */
const MOVED = `
  SELECT e.wallet_id, coalesce(s.hold_id::text, e.cause_id) AS hold_id, e.grant_id,
         coalesce(sum(e.held) FILTER (WHERE e.kind = 'hold'), 0) AS set_aside,
         coalesce(-sum(e.held) FILTER (WHERE e.kind = 'release'), 0) AS released,
         coalesce(-sum(e.held) FILTER (WHERE e.kind = 'capture'), 0) AS captured,
         min(e.effective_at) FILTER (WHERE e.kind = 'hold') AS from_at,
         min(e.effective_at) FILTER (WHERE e.kind <> 'hold') AS first_end_at,
         max(e.effective_at) FILTER (WHERE e.kind <> 'hold') AS last_end_at
  FROM entries e LEFT JOIN spends s ON e.kind = 'capture' AND s.wallet_id = e.wallet_id AND s.id::text = e.cause_id
  WHERE e.wallet_id > $1 AND e.wallet_id <= $2 AND e.kind <> 'spend' AND e.kind IN ('hold', 'release', 'capture')
  GROUP BY e.wallet_id, coalesce(s.hold_id::text, e.cause_id), e.grant_id`;

/** What a hold moves stays in its grant: available becomes held and the other way round, or held is spent. */
const movements: Check = {
  table: 'entries',
  sql: `
    SELECT wallet_id, no::text AS row,
           format('%s caused by %s moves %s, held %s, frozen %s, debt %s', kind, cause, amount, held, frozen, debt) AS what
    FROM entries
    WHERE wallet_id > $1 AND wallet_id <= $2 AND kind <> 'spend' AND kind IN ('hold', 'release', 'capture')
      AND NOT (CASE kind WHEN 'hold' THEN cause = 'hold' AND held > 0 AND amount = -held
                         WHEN 'release' THEN cause = 'hold' AND held < 0 AND amount = -held
                         ELSE cause = 'spend' AND held < 0 AND amount = 0 END AND (frozen, debt) = (0, 0))
    ORDER BY wallet_id, no`,
};

/** Each part of a hold left its grant when the hold was placed, and went back or was spent as it ended, and then. */
const parts: Check = {
  table: 'hold_parts',
  sql: `
    SELECT wallet_id, hold_id || ' ' || coalesce(grant_id::text, '-') AS row,
           format('says %s of a hold that is %s from %s to %s; its entries set aside %s at %s, released %s and captured %s at %s',
                  p.amount, h.status, h.created_at, h.closed_at, m.set_aside, m.from_at, m.released, m.captured, m.last_end_at) AS what
    FROM (SELECT wallet_id, hold_id::text, grant_id, amount FROM hold_parts WHERE wallet_id > $1 AND wallet_id <= $2) p
    FULL JOIN (${MOVED}) m USING (wallet_id, hold_id, grant_id)
    LEFT JOIN (SELECT wallet_id, id::text AS hold_id, status, created_at, closed_at FROM holds
               WHERE wallet_id > $1 AND wallet_id <= $2) h USING (wallet_id, hold_id)
    WHERE h.status IS NULL
       OR (m.set_aside, m.from_at) IS DISTINCT FROM (p.amount, h.created_at)
       OR m.released + m.captured <> CASE h.status WHEN 'open' THEN 0 ELSE p.amount END
       OR (h.status <> 'captured' AND m.captured > 0)
       OR (h.status <> 'open' AND (m.first_end_at, m.last_end_at) IS DISTINCT FROM (h.closed_at, h.closed_at))
    ORDER BY wallet_id, hold_id`,
};

/** A hold set aside what its price says, ended in time, and its capture is a spend of the same run. */
const holds: Check = {
  table: 'holds',
  sql: `
    SELECT h.wallet_id, h.id::text AS row,
           format('says %s × %s = %s in parts of %s, %s until %s and closed at %s, captured %s; its spend %s was %s × %s for %s',
                  h.quantity, h.unit_cost, h.amount, p.amount, h.status, h.expires_at, h.closed_at, h.captured,
                  s.id, s.quantity, s.unit_cost, s.amount) AS what
    FROM holds h
    CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS amount FROM hold_parts
                        WHERE wallet_id = h.wallet_id AND hold_id = h.id) p
    LEFT JOIN spends s ON s.wallet_id = h.wallet_id AND s.id = h.spend_id
    WHERE h.wallet_id > $1 AND h.wallet_id <= $2
      AND (h.amount <> h.quantity * h.unit_cost OR p.amount <> h.amount
        OR CASE h.status WHEN 'open' THEN false WHEN 'lapsed' THEN h.closed_at <> h.expires_at ELSE h.closed_at >= h.expires_at END
        OR (h.status = 'captured'
            AND (s.hold_id, s.service_id, s.quantity, s.unit_cost, s.amount, s.created_at)
                IS DISTINCT FROM (h.id, h.service_id, h.quantity, h.unit_cost, h.captured, h.closed_at)))
    ORDER BY h.wallet_id, h.created_at, h.id`,
};

/** What a grant has held is what open holds took from it; a wallet has what its grants have (balances.ts). */
const held: Check = {
  table: 'grants',
  sql: `
    SELECT g.wallet_id, g.id::text AS row, format('says held %s; open holds have %s of it', g.held, coalesce(p.amount, 0)) AS what
    FROM grants g LEFT JOIN (
      SELECT p.wallet_id, p.grant_id, sum(p.amount) AS amount
      FROM holds h JOIN hold_parts p ON p.wallet_id = h.wallet_id AND p.hold_id = h.id
      WHERE h.wallet_id > $1 AND h.wallet_id <= $2 AND h.status = 'open' GROUP BY p.wallet_id, p.grant_id
    ) p ON p.wallet_id = g.wallet_id AND p.grant_id = g.id
    WHERE g.wallet_id > $1 AND g.wallet_id <= $2 AND g.held <> coalesce(p.amount, 0)
    ORDER BY g.wallet_id, g.created_at, g.id`,
};

export const HOLD_CHECKS: readonly Check[] = [movements, parts, holds, held];
