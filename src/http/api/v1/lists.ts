import type { RequestHandler } from 'express';
import type { z } from 'zod';
import {
  type Entry,
  listEntries,
  listUses,
  requireCustomer,
  settle,
  toCredits,
  type Use,
} from '../../../credits/index.js';
import type { Db } from '../../../platform/db.js';
import { listServices } from '../../../services/index.js';
import type { EntryAnswer, ServiceAnswer, UseAnswer } from './answers.js';
import { keyOf, walletOf } from './authenticate.js';
import { LedgerQuery, UsageQuery } from './requests.js';

/** GET /customers/:id/ledger. What is due is written down first, so that it ends at the balance. */
export function getLedger(db: Db): RequestHandler {
  return async (req, res) => {
    const wallet_id = walletOf(req, res);
    const query = LedgerQuery.parse(req.query);
    await requireCustomer(db, wallet_id);
    await settle(db, wallet_id);
    const { data, next_cursor } = await listEntries(db, wallet_id, query);
    res.json({ data: data.map(entryAnswer), next_cursor });
  };
}

/** GET /customers/:id/usage */
export function getUsage(db: Db): RequestHandler {
  return async (req, res) => {
    const wallet_id = walletOf(req, res);
    const query = UsageQuery.parse(req.query);
    await requireCustomer(db, wallet_id);
    const { data, next_cursor } = await listUses(db, wallet_id, query);
    res.json({ data: data.map(useAnswer), next_cursor });
  };
}

/** GET /services */
export function getServices(db: Db): RequestHandler {
  return async (_req, res) => {
    const services = await listServices(db, keyOf(res).user_id ?? undefined);
    const data = services.map(
      ({ slug, name, description, unit, cost }): z.infer<typeof ServiceAnswer> => ({
        service: slug,
        name,
        description,
        unit,
        credits: toCredits(cost),
      }),
    );
    res.json({ data, next_cursor: null });
  };
}

function entryAnswer(entry: Entry): z.infer<typeof EntryAnswer> {
  const { no, kind, label, grant_id, grant_type } = entry;
  return {
    no,
    kind,
    label,
    credits: toCredits(entry.amount),
    held: toCredits(entry.held),
    frozen: toCredits(entry.frozen),
    debt: toCredits(entry.debt),
    available_after: toCredits(entry.available_after),
    grant: grant_id === null || grant_type === null ? null : { id: grant_id, type: grant_type },
    cause: { type: entry.cause, id: entry.cause_id },
    effective_at: entry.effective_at.toISOString(),
    created_at: entry.created_at.toISOString(),
  };
}

function useAnswer({
  id,
  service,
  quantity,
  amount,
  reversed,
  metadata,
  created_at,
}: Use): z.infer<typeof UseAnswer> {
  return {
    id,
    service,
    quantity,
    credits: toCredits(amount),
    reversed,
    metadata,
    created_at: created_at.toISOString(),
  };
}
