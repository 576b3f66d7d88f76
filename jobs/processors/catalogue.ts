import { syncCatalogue } from '../../src/billing/index.js';
import type { Processor } from './processor.js';

export const catalogue: Processor = (deps) => syncCatalogue(deps);
