import { type Request, type Response, Router } from 'express';
import type { Logger } from '../platform/log.js';

/** One thing that must work for requests to be served; throws when it does not. */
export type ReadinessCheck = { name: string; check: () => Promise<void> };

const PATIENCE_MS = 3000;

/** /healthz: this process answers. /readyz: so does everything it needs; else 503 with what fails. */
export function health({ checks, log }: { checks: readonly ReadinessCheck[]; log: Logger }): Router {
  return Router()
    .get('/healthz', (_req: Request, res: Response) => void res.json({ status: 'ok' }))
    .get('/readyz', async (_req: Request, res: Response) => {
      const results = await Promise.all(checks.map((check) => run(check, log)));
      const ready = results.every(([, outcome]) => outcome === 'ok');
      res
        .status(ready ? 200 : 503)
        .json({ status: ready ? 'ok' : 'unavailable', checks: Object.fromEntries(results) });
    });
}

async function run({ name, check }: ReadinessCheck, log: Logger): Promise<[string, 'ok' | 'failed']> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, failed) => {
    timer = setTimeout(() => failed(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    await Promise.race([check(), late]);
    return [name, 'ok'];
  } catch (error) {
    log.warn({ err: error, check: name }, 'not ready');
    return [name, 'failed'];
  } finally {
    clearTimeout(timer);
  }
}
