import type { Tx } from '../platform/db.js';
import { retarget } from './give-back.js';
import { bringIn } from './inflow.js';
import {
  type Arrival,
  type Cause,
  type CauseType,
  type GrantSource,
  type Movement,
  type OpenWallet,
  type Parts,
  post,
} from './ledger.js';
import { openWallet } from './open-wallet.js';
import { type CreditType, PRIORITY } from './rules.js';
import { settleReturns } from './settle-returns.js';

export interface NewGrant {
  wallet_id: string;
  type: CreditType;
  /** Hundredths, above 0. */
  amount: number;
  expires_at?: Date | null | undefined;
  source: GrantSource;
  /** With wallet and source what makes the grant unique: a second call with them grants nothing. */
  source_id: string;
  payment_id?: string | undefined;
  origin_grant?: string | undefined;
  reason?: string | undefined;
  /** The operator who gave it. */
  granted_by?: string | undefined;
}

/** How the ledger names what a grant comes from. */
const CAUSES: Readonly<Record<GrantSource, CauseType>> = {
  payment: 'payment',
  invoice_line: 'invoice_line',
  operator: 'operator',
  reversal: 'reversal',
  conversion: 'conversion',
  dispute: 'dispute',
  trial: 'invoice_line',
  release: 'hold',
};

/**
 * Gives credits, once per (wallet, source, source_id). Debt is repaid from them first. Where money of their payment
 * went back before they came, that return takes its share of them at once.
 * Throws UnknownCustomer.
 */
export async function grantCredits(tx: Tx, grant: NewGrant): Promise<{ grant_id: string; created: boolean }> {
  const wallet = await openWallet(tx, grant.wallet_id);
  const { grant_id, created } = await grantInto(tx, wallet, grant);
  return { grant_id, created };
}

/** The same in a wallet that is open already; tells the balance afterwards. */
export async function grantInto(
  tx: Tx,
  wallet: OpenWallet,
  grant: NewGrant,
): Promise<{ grant_id: string; created: boolean; balance: Parts }> {
  const inserted = await insertGrant(tx, wallet, grant);
  if (!inserted) return { grant_id: await existingGrant(tx, grant), created: false, balance: wallet };
  const cause: Cause = {
    cause: CAUSES[grant.source],
    cause_id: grant.source_id,
    operator_id: grant.granted_by,
    reason: grant.reason,
  };
  const { id: grant_id, expired, returned } = inserted;
  if (returned) await retarget(tx, wallet, returned);
  const arrival = { grant_id, amount: grant.amount };
  const parts = expired
    ? await post(tx, wallet, comeTooLate(arrival, cause))
    : await bringIn(tx, wallet, { arrivals: [arrival], kind: 'grant', cause });
  const balance = returned ? await settleReturns(tx, { ...wallet, ...parts }, returned) : parts;
  return { grant_id, created: true, balance };
}

/** What had expired before it was registered comes, and is gone. */
function comeTooLate(arrival: Arrival, cause: Cause): Movement[] {
  const { grant_id, amount } = arrival;
  return [
    { ...cause, ...arrival, kind: 'grant' },
    { grant_id, kind: 'expiry', amount: -amount, cause: 'expiry', cause_id: grant_id },
  ];
}

interface InsertedGrant {
  id: string;
  expired: boolean;
  /** A payment of it of which money has gone back. */
  returned: string | null;
}

/** Empty: its entry fills it. */
function insertGrant(tx: Tx, wallet: OpenWallet, grant: NewGrant): Promise<InsertedGrant | undefined> {
  return tx.maybeOne<InsertedGrant>(
    `INSERT INTO grants (wallet_id, type, priority, amount, remaining, open, expires_at, source, source_id,
                         payment_id, origin_grant, reason, granted_by, created_at)
     VALUES ($1, $2, $3, $4, 0, false, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (wallet_id, source, source_id) DO NOTHING
     RETURNING id, coalesce(expires_at <= $12, false) AS expired,
       (SELECT max(r.payment_id::text) FROM returns r
        WHERE r.wallet_id = grants.wallet_id AND r.payment_id IN (SELECT * FROM app.paid_together(grants.payment_id))
          AND r.live) AS returned`,
    [
      wallet.id,
      grant.type,
      PRIORITY[grant.type],
      grant.amount,
      grant.expires_at ?? null,
      grant.source,
      grant.source_id,
      grant.payment_id ?? null,
      grant.origin_grant ?? null,
      grant.reason ?? null,
      grant.granted_by ?? null,
      wallet.at,
    ],
  );
}

async function existingGrant(tx: Tx, { wallet_id, source, source_id }: NewGrant): Promise<string> {
  const { id } = await tx.one<{ id: string }>(
    'SELECT id FROM grants WHERE wallet_id = $1 AND source = $2 AND source_id = $3',
    [wallet_id, source, source_id],
  );
  return id;
}
