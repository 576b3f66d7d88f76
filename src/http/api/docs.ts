import { Router } from 'express';
import type { Config } from '../../platform/config.js';
import { operationsOf } from './docs-page.js';
import { openApiDocument } from './openapi.js';

/** The API's document and page, for mounting at /api. Neither needs a key. */
export function apiDocs({ config }: { config: Config }): Router {
  const document = openApiDocument();
  const base = `${config.PUBLIC_URL.replace(/\/$/, '')}/api/v1`;
  const operations = operationsOf(document, base);
  return Router()
    .get('/openapi.json', (_req, res) => void res.json(document))
    .get('/docs', (_req, res) => res.render('api/docs', { title: 'API', base, operations }));
}
