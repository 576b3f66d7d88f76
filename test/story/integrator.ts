import { QuickScale } from '../../clients/typescript/src/index.js';
import type { DemoAddresses } from '../support/demo.js';

/** A developer's program with the company's key: our own client. */
export function integratorOf({ api, apiKey }: Pick<DemoAddresses, 'api' | 'apiKey'>): QuickScale {
  return new QuickScale({ baseUrl: api, key: apiKey });
}
