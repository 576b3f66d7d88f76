import express, { type Router } from 'express';
import { z } from 'zod';
import { UnknownService } from '../../credits/index.js';
import { NotFound } from '../../platform/errors.js';
import { listServices, type OfferedService, runService } from '../../services/index.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { FormExpired } from '../request-errors.js';
import { refusedOutcome, type ServiceOutcome, shownOutput } from './service-outcome.js';
import { shownServices, usageOf } from './services-view.js';

const Query = z.object({ cursor: z.uuid().optional() });
const Attempt = z.object({ attempt: z.uuid() });

/** What there is to use, one run of it in place with its result, and what was used before. */
export function servicePages({ db }: HttpDeps): Router {
  return express
    .Router()
    .get('/services', requireCustomer, async (req, res) => {
      const query = Query.safeParse(req.query);
      if (!query.success) throw new NotFound('There is no such page of your runs.');
      const usage = await usageOf(db, customerOf(req).id, query.data);
      if (req.get('HX-Request')) return res.render('portal/services/rows', { ...usage, layout: false });
      res.render('portal/services/index', {
        title: 'Services',
        services: shownServices(await listServices(db, customerOf(req).id)),
        ...usage,
      });
    })
    .post('/services/:slug/runs', requireCustomer, async (req, res) => {
      const { id } = customerOf(req);
      const services = await listServices(db, id);
      const service = services.find(({ slug }) => slug === req.params.slug);
      if (!service?.input) throw new UnknownService(String(req.params.slug));
      const outcome = await run(service, req);
      const usage = await usageOf(db, id);
      res.status(outcome.status);
      const shown = shownServices(services, { slug: service.slug, outcome, typed: req.body?.input });
      if (!req.get('HX-Request'))
        return res.render('portal/services/index', { title: 'Services', services: shown, ...usage });
      const used = shown.find(({ slug }) => slug === service.slug);
      res.render('portal/services/run', { ...usage, service: used, layout: false });
    });

  async function run(service: OfferedService, req: express.Request): Promise<ServiceOutcome> {
    const attempt = Attempt.safeParse(req.body);
    if (!attempt.success) throw new FormExpired();
    const input =
      service.input?.kind === 'file' ? (req.upload ?? Buffer.alloc(0)) : String(req.body.input ?? '');
    const request = {
      wallet_id: customerOf(req).id,
      service: service.slug,
      input,
      key: attempt.data.attempt,
    };
    try {
      return shownOutput(await runService(db, request));
    } catch (error) {
      return refusedOutcome(error);
    }
  }
}
