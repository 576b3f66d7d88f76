import { z } from 'zod';
import { processEvent } from '../../src/billing/index.js';
import type { Processor } from './processor.js';

const Payload = z.object({ event_id: z.string() });

export const stripeEvents: Processor = (deps, payload) => processEvent(deps, Payload.parse(payload).event_id);
