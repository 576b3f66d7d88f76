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
import { listServices, type OfferedService } from '../../../services/index.js';
import type { EntryAnswer, ServiceAnswer, UseAnswer } from './answers.js';
import { keyOf, walletOf } from './authenticate.js';
import { LedgerQuery, ServicesQuery, UsageQuery } from './requests.js';

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

/** GET /services. By their names in the API, so that no change of a cost moves one from page to page. */
export function getServices(db: Db): RequestHandler {
  return async (req, res) => {
    const { limit, cursor = '' } = ServicesQuery.parse(req.query);
    const services = await listServices(db, keyOf(res).user_id ?? undefined);
    const rest = services.filter(({ slug }) => slug > cursor).sort((a, b) => (a.slug < b.slug ? -1 : 1));
    const page = rest.slice(0, limit);
    const next_cursor = rest.length > limit ? (page.at(-1)?.slug ?? null) : null;
    res.json({ data: page.map(serviceAnswer), next_cursor });
  };
}

function serviceAnswer(service: OfferedService): z.infer<typeof ServiceAnswer> {
  const { slug, name, description, unit, cost } = service;
  return { service: slug, name, description, unit, credits: toCredits(cost) };
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
