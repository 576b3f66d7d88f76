import type { DemoAddresses } from '../support/demo.js';

interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the API answers; the expectations say what.
  body: any;
}

/** A developer's program with the company's key. */
export class Integrator {
  constructor(private readonly demo: Pick<DemoAddresses, 'api' | 'apiKey'>) {}

  get(path: string): Promise<Answer> {
    return this.#call(path, {});
  }

  /** Sends a JSON body under an idempotency key. */
  post(path: string, body: object, key: string): Promise<Answer> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    return this.#call(path, { method: 'POST', body: JSON.stringify(body), headers });
  }

  async customerId(email: string): Promise<string> {
    const { body } = await this.get(`/customers?email=${encodeURIComponent(email)}`);
    return body.id;
  }

  async #call(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Answer> {
    const headers = { ...init.headers, authorization: `Bearer ${this.demo.apiKey}` };
    const response = await fetch(`${this.demo.api}${path}`, { ...init, headers });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
}
