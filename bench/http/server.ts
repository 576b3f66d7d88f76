import compression from 'compression';
import express, { type RequestHandler } from 'express';
import type { Spender } from '../../src/credits/index.js';
import { apiV1 } from '../../src/http/api/v1/router.js';
import type { HttpDeps } from '../../src/http/deps.js';
import { problemDocuments } from '../../src/http/error-answers.js';
import { readableUrl } from '../../src/http/middleware/readable-url.js';
import { requestId } from '../../src/http/middleware/request-id.js';
import { securityHeaders } from '../../src/http/middleware/security-headers.js';
import { stripeWebhook } from '../../src/http/webhook.js';
import { serve } from '../../src/main/serve.js';
import type { Db } from '../../src/platform/db.js';
import { createLogger } from '../../src/platform/log.js';

const log = createLogger('silent', 'bench');

type Served = Pick<HttpDeps, 'db' | 'config' | 'stripe'> & { spender: Spender };

/**
 * The API and the webhook behind what every request of the product passes, and beside them, behind the same, a bare
 * route for each: it reads its body, looks at nothing, inserts one row, commits and answers.
 */
export function serveHttp({ db, config, stripe, spender }: Served) {
  const app = express().disable('x-powered-by');
  app.use(requestId(log), securityHeaders(config), readableUrl, compression());
  app.post('/bare/events', express.raw({ type: () => true }), bareEvent(db));
  app.post('/bare/:id', express.json(), bareSpend(db));
  app.use(stripeWebhook({ db, config, log, stripe }));
  app.use('/api/v1', apiV1({ db, log, spender }), problemDocuments(log));
  return serve(app, 0, '127.0.0.1');
}

function bareSpend(db: Db): RequestHandler<{ id: string }> {
  return async (req, res) => {
    await db.query('INSERT INTO contact_messages (email, name, body) VALUES ($1, $2, $3)', [
      'bench@example.com',
      'bare',
      req.params.id,
    ]);
    res.status(201).json({ id: req.params.id });
  };
}

/** Into the table that events are stored in, unless it were there, and prepared like them. */
function bareEvent(db: Db): RequestHandler {
  let rows = 0;
  return async (_req, res) => {
    rows += 1;
    await db.query(
      `INSERT INTO stripe_events (id, type, object_type, livemode, payload, state, created_at)
       VALUES ($1, 'bare', 'bare', false, '{}', 'ignored', $2) ON CONFLICT (id) DO NOTHING RETURNING id`,
      [`evt_bare_${rows}`, new Date()],
      { name: 'bare_event' },
    );
    res.json({ received: true, stored: true });
  };
}
