import { type RequestHandler, Router } from 'express';
import type { Config } from '../../platform/config.js';
import { operationsOf } from './docs-page.js';
import { openApiDocument } from './openapi.js';

/**
 * The API's document and page, for mounting at /api. Neither needs a key; `reader` tells the page, which is one of the
 * site, who is signed in there.
 */
export function apiDocs({ config }: { config: Config }, reader: RequestHandler[]): Router {
  const document = openApiDocument();
  const base = `${config.PUBLIC_URL.replace(/\/$/, '')}/api/v1`;
  const operations = operationsOf(document, base);
  return Router()
    .get('/openapi.json', (_req, res) => void res.json(document))
    .get('/docs', ...reader, (_req, res) => res.render('api/docs', { title: 'API', base, operations }));
}
