import { office, ROOT } from './office.js';

/** A call that was refused; `message` is for the operator, `fields` says what is wrong where, the product is where it is mended. */
export class CallRefused extends Error {
  constructor(
    message: string,
    readonly code: string | undefined,
    readonly fields: Readonly<Record<string, string>>,
    readonly product_id?: string,
  ) {
    super(message);
    this.name = 'CallRefused';
  }
}

/** Reads from the back office's API. Throws CallRefused. */
export async function read<Answer>(
  path: string,
  query: URLSearchParams = new URLSearchParams(),
  signal?: AbortSignal,
): Promise<Answer> {
  const search = query.size > 0 ? `?${query}` : '';
  return answerOf(await send(`${path}${search}`, signal ? { signal } : {}));
}

/** Sends a change, or a question that needs a body. Throws CallRefused. */
export async function post<Answer>(path: string, body: object, signal?: AbortSignal): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': office().csrfToken };
  const init = { method: 'POST', headers, body: JSON.stringify(body), ...(signal ? { signal } : {}) };
  return answerOf(await send(path, init));
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${ROOT}/api${path}`, { ...init, redirect: 'error' });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new CallRefused(
      'The server cannot be reached. Nothing was changed as far as we know; try again.',
      undefined,
      {},
    );
  }
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (response.status === 401) window.location.assign(`${ROOT}/login`);
  const answer = (await response.json().catch(() => ({}))) as Answer & Told;
  const { notice, code, fields, product_id } = answer;
  if (response.ok && notice?.type !== 'error') return answer;
  throw new CallRefused(
    notice?.message ?? 'Something went wrong. Try again in a moment.',
    code,
    fields ?? {},
    product_id,
  );
}

interface Told {
  readonly notice?: { readonly type: string; readonly message: string };
  readonly code?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly product_id?: string;
}
