import { sweepEvents } from '../../src/billing/index.js';
import type { Processor } from './processor.js';

export const eventSweep: Processor = (deps) => sweepEvents(deps);
