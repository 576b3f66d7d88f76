import { z } from 'zod';
import { isFollowed, refresh } from '../../src/billing/index.js';
import type { Processor } from './processor.js';

const Payload = z.object({ type: z.string().refine(isFollowed), id: z.string() });

export const stripeObjects: Processor = (deps, payload) => refresh(deps, Payload.parse(payload));
