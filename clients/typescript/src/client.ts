import createClient, { type Client } from 'openapi-fetch';
import { refusal } from './errors.js';
import { type RetryOptions, retrying } from './retry.js';
import type { paths } from './schema.js';
import type {
  BatchItem,
  BatchResult,
  Capture,
  LedgerPage,
  NewHold,
  NewSpend,
  Reversal,
  Schemas,
  UsagePage,
} from './types.js';

export interface QuickScaleOptions extends Partial<RetryOptions> {
  /** As `https://billing.example.com/api/v1`. */
  baseUrl: string;
  /** An API key: `qsk_…`. */
  key: string;
}

interface Call {
  signal?: AbortSignal;
}

/** Without a key of yours each call has a new one. Give yours where the request must survive your own restart. */
interface KeyedCall extends Call {
  idempotencyKey?: string;
}

interface Page<Row> {
  data: Row[];
  next_cursor: string | null;
}

const DEFAULTS: RetryOptions = { attempts: 5, backoffMs: 250, waitMaxMs: 60_000, timeoutMs: 30_000 };

/**
 * QuickScale's API v1, one method for each call. What may be tried again is, under the same idempotency key: a spend
 * is made once however often its answer is lost. All methods throw QuickScaleError.
 */
export class QuickScale {
  readonly #api: Client<paths>;

  constructor({ baseUrl, key, ...pace }: QuickScaleOptions) {
    this.#api = createClient<paths>({
      baseUrl,
      headers: { Authorization: `Bearer ${key}` },
      fetch: retrying({ ...DEFAULTS, ...pace }),
    });
  }

  findCustomer(email: string, call: Call = {}): Promise<Schemas['Customer']> {
    return dataOf(this.#api.GET('/customers', { params: { query: { email } }, ...call }));
  }

  /** Now, or at a time. */
  getBalance(customer: string, { at, ...call }: Call & { at?: Date } = {}): Promise<Schemas['Balance']> {
    const params = { path: { id: customer }, query: at ? { at: at.toISOString() } : {} };
    return dataOf(this.#api.GET('/customers/{id}/balance', { params, ...call }));
  }

  spend(customer: string, body: NewSpend, call: KeyedCall = {}): Promise<Schemas['Spend']> {
    return dataOf(this.#api.POST('/customers/{id}/spends', { ...keyed(customer, call), body }));
  }

  /** 1 to 500 spends, each all or nothing by itself, answered in order. */
  async spendBatch(spends: readonly BatchItem[], call: Call = {}): Promise<BatchResult[]> {
    const body = {
      spends: spends.map((item) => ({ ...item, idempotency_key: item.idempotency_key ?? newKey() })),
    };
    return (await dataOf(this.#api.POST('/spends/batch', { body, ...call }))).data;
  }

  /** Gives the credits of a failed run back. */
  reverse(spend: string, body: Reversal = {}, call: KeyedCall = {}): Promise<Schemas['Reversal']> {
    return dataOf(this.#api.POST('/spends/{id}/reversal', { ...keyed(spend, call), body }));
  }

  placeHold(customer: string, body: NewHold, call: KeyedCall = {}): Promise<Schemas['Hold']> {
    return dataOf(this.#api.POST('/customers/{id}/holds', { ...keyed(customer, call), body }));
  }

  /** Spends all that is held, or as many `credits` as told and releases the others. */
  captureHold(hold: string, body: Capture = {}, call: KeyedCall = {}): Promise<Schemas['Capture']> {
    return dataOf(this.#api.POST('/holds/{id}/capture', { ...keyed(hold, call), body }));
  }

  releaseHold(hold: string, call: KeyedCall = {}): Promise<Schemas['Hold']> {
    return dataOf(this.#api.POST('/holds/{id}/release', { ...keyed(hold, call), body: {} }));
  }

  listLedger(
    customer: string,
    query: LedgerPage = {},
    call: Call = {},
  ): Promise<Page<Schemas['LedgerEntry']>> {
    const params = { path: { id: customer }, query };
    return dataOf(this.#api.GET('/customers/{id}/ledger', { params, ...call }));
  }

  listUsage(customer: string, query: UsagePage = {}, call: Call = {}): Promise<Page<Schemas['Use']>> {
    const params = { path: { id: customer }, query };
    return dataOf(this.#api.GET('/customers/{id}/usage', { params, ...call }));
  }

  async listServices(call: Call = {}): Promise<Schemas['Service'][]> {
    return (await dataOf(this.#api.GET('/services', { ...call }))).data;
  }
}

function keyed(id: string, { idempotencyKey = newKey(), ...call }: KeyedCall) {
  return { params: { path: { id }, header: { 'Idempotency-Key': idempotencyKey } }, ...call };
}

function newKey(): string {
  return globalThis.crypto.randomUUID();
}

async function dataOf<Data>(
  answering: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await answering;
  if (data === undefined) throw refusal(response.status, error);
  return data;
}
