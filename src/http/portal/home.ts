import express, { type Router } from 'express';
import { catalogue } from '../../billing/index.js';
import { listServices } from '../../services/index.js';
import type { HttpDeps } from '../deps.js';
import { packsOf } from './offers.js';

/** What is sold here, in a breath: services, and the credits that pay for them. */
export function homePage({ db }: HttpDeps): Router {
  return express.Router().get('/', async (_req, res) => {
    const [products, services] = await Promise.all([catalogue(db), listServices(db)]);
    res.render('portal/home', {
      title: 'Credits for small services',
      services,
      packs: packsOf(products),
    });
  });
}
