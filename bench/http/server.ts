import compression from 'compression';
import express from 'express';
import type { Spender } from '../../src/credits/index.js';
import { apiV1 } from '../../src/http/api/v1/router.js';
import { problemDocuments } from '../../src/http/error-answers.js';
import { readableUrl } from '../../src/http/middleware/readable-url.js';
import { requestId } from '../../src/http/middleware/request-id.js';
import { securityHeaders } from '../../src/http/middleware/security-headers.js';
import { serve } from '../../src/main/serve.js';
import type { Config } from '../../src/platform/config.js';
import type { Db } from '../../src/platform/db.js';
import { createLogger } from '../../src/platform/log.js';

/**
 * The API behind what every request of the product passes, and beside it, behind the same, a bare route: it knows no
 * keys, reads its body, inserts one row, commits and answers.
 */
export function serveApi({ db, spender, config }: { db: Db; spender: Spender; config: Config }) {
  const log = createLogger('silent', 'bench');
  const app = express().disable('x-powered-by');
  app.use(requestId(log), securityHeaders(config), readableUrl, compression());
  app.post('/bare/:id', express.json(), async (req, res) => {
    await db.query('INSERT INTO contact_messages (email, name, body) VALUES ($1, $2, $3)', [
      'bench@example.com',
      'bare',
      req.params.id,
    ]);
    res.status(201).json({ id: req.params.id });
  });
  app.use('/api/v1', apiV1({ db, log, spender }), problemDocuments(log));
  return serve(app, 0, '127.0.0.1');
}
