import { randomUUID } from 'node:crypto';
import express, { type Router } from 'express';
import { z } from 'zod';
import { CUSTOMER_SCOPES, createApiKey, listApiKeys, revokeApiKey } from '../../accounts/index.js';
import { now } from '../../platform/clock.js';
import { NotFound } from '../../platform/errors.js';
import { line } from '../../platform/line.js';
import type { HttpDeps } from '../deps.js';
import { type FormPage, showForm, takeForm } from '../form-page.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';

const NewKey = z.object({
  name: line(100, 'Give the key a name.').min(1, 'Give the key a name.'),
  expires_at: z.union([z.literal(''), z.iso.date('Choose a day.')]).optional(),
  attempt: z.uuid({ error: 'Reload the page and start again.' }),
});

/** The customer's own keys: made here and shown once, revoked here. */
export function apiKeyPages(deps: HttpDeps): Router {
  const page = keysPage(deps);
  return express
    .Router()
    .get('/api-keys', requireCustomer, showForm(page))
    .post('/api-keys', requireCustomer, takeForm(page))
    .post('/api-keys/:id/revocation', requireCustomer, async (req, res) => {
      const id = z.uuid().safeParse(req.params.id);
      if (!id.success) throw new NotFound('There is no such API key.');
      await deps.db.transaction((tx) => revokeApiKey(tx, { id: id.data, user_id: customerOf(req).id }));
      res.redirect(303, '/api-keys');
    });
}

function keysPage({ db }: HttpDeps): FormPage<typeof NewKey> {
  const shown = async (user_id: string) => ({
    now: await now(db),
    narrow: false,
    attempt: randomUUID(),
    keys: await listApiKeys(db, { user_id }),
  });
  return {
    view: 'portal/api-keys/index',
    title: 'API keys',
    body: NewKey,
    keeps: ['name', 'expires_at'],
    locals: (req) => shown(customerOf(req).id),
    act: async ({ name, expires_at, attempt }, req, res) => {
      const { id: user_id } = customerOf(req);
      const created = await db.transaction((tx) =>
        createApiKey(tx, {
          id: attempt,
          owner: 'customer',
          user_id,
          name,
          scopes: CUSTOMER_SCOPES,
          ...(expires_at ? { expires_at: endOfDay(expires_at) } : {}),
          created_by: user_id,
        }),
      );
      // Rendered, not redirected to: a key that is shown once must not lie in a session or an address meanwhile.
      const locals = { ...(await shown(user_id)), values: {}, errors: {} };
      res.status(201).render('portal/api-keys/index', {
        title: 'API keys',
        ...locals,
        created: { name, key: created.key },
      });
    },
  };
}

function endOfDay(day: string): Date {
  return new Date(`${day}T23:59:59.999Z`);
}
