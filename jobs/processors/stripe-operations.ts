import { z } from 'zod';
import { runOperation } from '../../src/billing/index.js';
import type { Processor } from './processor.js';

const Payload = z.object({ operation_id: z.uuid() });

export const stripeOperations: Processor = (deps, payload) =>
  runOperation(deps, Payload.parse(payload).operation_id);
