import type { Queryable, Tx } from '../platform/db.js';
import { HoldNotOpen, UnknownHold } from './errors.js';
import type { OpenWallet } from './ledger.js';

export type HoldStatus = 'open' | 'captured' | 'released' | 'lapsed';

/** Credits set aside for a run of a service; amounts in hundredths, times RFC 3339 UTC. */
export interface Hold {
  id: string;
  wallet_id: string;
  /** Slug and name of the service. */
  service: string;
  service_name: string;
  quantity: number;
  /** What was set aside, and the part of it that was spent. */
  amount: number;
  captured: number;
  status: HoldStatus;
  /** The capture's spend. */
  spend: string | null;
  expires_at: string;
  closed_at: string | null;
  created_at: string;
}

/** Who acts on a hold: an API key's id, or 'portal'. `only_own`: others' holds do not exist for him. */
export interface Holder {
  id: string;
  only_own?: boolean;
}

const HOLDS_MAX = 200;

/** Newest first. A hold that has lapsed counts as such from its instant on, whether or not that is written down. */
export async function listHolds(
  db: Queryable,
  wallet_id: string,
  { only_open = false, limit = 50 }: { only_open?: boolean; limit?: number } = {},
): Promise<Hold[]> {
  const rows = await db.query<Row>(
    `${HOLD} WHERE h.wallet_id = $1 AND (NOT $2 OR (h.status = 'open' AND h.expires_at > app.now()))
     ORDER BY h.created_at DESC, h.id DESC LIMIT $3`,
    [wallet_id, only_open, Math.min(limit, HOLDS_MAX)],
  );
  return rows.map(asHold);
}

/** The hold as it is now. @throws UnknownHold */
export async function readHold(
  db: Queryable,
  { wallet_id, hold_id }: { wallet_id: string; hold_id: string },
): Promise<Hold> {
  const row = await db.maybeOne<Row>(`${HOLD} WHERE h.wallet_id = $1 AND h.id = $2`, [wallet_id, hold_id]);
  if (!row) throw new UnknownHold();
  return asHold(row);
}

/** Whose wallet a hold is of. @throws UnknownHold also when it is not this holder's to see */
export async function walletOfHold(
  db: Queryable,
  { hold_id, by }: { hold_id: string; by: Holder },
): Promise<string> {
  const hold = await db.maybeOne<{ wallet_id: string; made_by: string }>(
    'SELECT wallet_id, made_by FROM holds WHERE id = $1',
    [hold_id],
  );
  if (!hold || (by.only_own && hold.made_by !== by.id)) throw new UnknownHold();
  return hold.wallet_id;
}

/** What decides how an open hold ends; amounts in hundredths. */
export interface OpenHold {
  id: string;
  service_id: string;
  quantity: number;
  unit_cost: number;
  amount: number;
}

/**
 * Call it with the wallet open. A hold of a free service keeps nothing, so that opening the wallet did not close it
 * when it lapsed. @throws UnknownHold, HoldNotOpen
 */
export async function requireOpen(tx: Tx, wallet: OpenWallet, hold_id: string): Promise<OpenHold> {
  const hold = await tx.maybeOne<OpenHold & { status: HoldStatus }>(
    `SELECT id, service_id, quantity, unit_cost, amount,
            CASE WHEN status = 'open' AND expires_at <= $3 THEN 'lapsed' ELSE status END AS status
     FROM holds WHERE wallet_id = $1 AND id = $2`,
    [wallet.id, hold_id, wallet.at],
  );
  if (!hold) throw new UnknownHold();
  if (hold.status !== 'open') throw new HoldNotOpen(hold.status);
  return hold;
}

type Row = Omit<Hold, 'expires_at' | 'closed_at' | 'created_at'> & {
  expires_at: Date;
  closed_at: Date | null;
  created_at: Date;
};

const HOLD = `
  SELECT h.id, h.wallet_id, s.slug AS service, s.name AS service_name, h.quantity, h.amount, h.captured,
         CASE WHEN h.status = 'open' AND h.expires_at <= app.now() THEN 'lapsed' ELSE h.status END AS status,
         h.spend_id AS spend, h.expires_at,
         CASE WHEN h.status = 'open' AND h.expires_at <= app.now() THEN h.expires_at ELSE h.closed_at END AS closed_at,
         h.created_at
  FROM holds h JOIN services s ON s.id = h.service_id`;

function asHold({ expires_at, closed_at, created_at, ...hold }: Row): Hold {
  return {
    ...hold,
    expires_at: expires_at.toISOString(),
    closed_at: closed_at?.toISOString() ?? null,
    created_at: created_at.toISOString(),
  };
}
