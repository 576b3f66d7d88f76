import { setTimeout as pause } from 'node:timers/promises';
import { QuickScaleError } from './errors.js';

export interface RetryOptions {
  /** How often a request is made at most. */
  attempts: number;
  /** The wait before the second attempt; it doubles with each, less up to a half by chance. */
  backoffMs: number;
  /** The longest wait: who is told to wait longer gives up at once. */
  waitMaxMs: number;
  /** For one attempt, its answer included. */
  timeoutMs: number;
}

/** No answer of ours, or one that says that nothing was decided yet. */
const LATER = new Set([429, 502, 503, 504]);

type Fetch = (request: Request) => Promise<Response>;
type Pause = (ms: number, value: undefined, options: { signal: AbortSignal }) => Promise<unknown>;

/**
 * A fetch that tries again where no answer came or the answer was "later". Only for requests that may be repeated:
 * all of the API's may, as those that move credits carry idempotency keys, and each attempt the same.
 * @throws QuickScaleError `unreachable`; what the request's own signal gives when it is aborted
 */
export function retrying(
  options: RetryOptions,
  { fetch = globalThis.fetch, wait = pause }: { fetch?: typeof globalThis.fetch; wait?: Pause } = {},
): Fetch {
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await whole(request, { fetch, timeoutMs: options.timeoutMs });
      const wait_ms = waitAfter(attempt, answer, options);
      const over = attempt >= options.attempts || wait_ms > options.waitMaxMs;
      if (answer instanceof Response && (over || !LATER.has(answer.status))) return answer;
      if (!(answer instanceof Response) && over) throw answer;
      await wait(wait_ms, undefined, { signal: request.signal });
    }
  };
}

/** The answer once all of it is here: a connection can break in the midst of it too. */
async function whole(
  request: Request,
  { fetch, timeoutMs }: { fetch: typeof globalThis.fetch; timeoutMs: number },
): Promise<Response | QuickScaleError> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const answer = await fetch(request.clone(), { signal });
    const body = await answer.arrayBuffer();
    return new Response(body.byteLength > 0 ? body : null, answer);
  } catch (cause) {
    request.signal.throwIfAborted();
    return new QuickScaleError('QuickScale could not be reached.', { code: 'unreachable', cause });
  }
}

function waitAfter(attempt: number, answer: Response | QuickScaleError, { backoffMs }: RetryOptions): number {
  const backoff = backoffMs * 2 ** (attempt - 1) * (1 - Math.random() / 2);
  return answer instanceof Response ? Math.max(backoff, toldToWait(answer)) : backoff;
}

/** Retry-After in milliseconds: it comes as seconds or as a date. */
function toldToWait({ headers }: Response): number {
  const told = headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(told) ? Number(told) * 1000 : new Date(told).getTime() - Date.now();
  return Number.isNaN(ms) ? 0 : Math.max(ms, 0);
}
