import { z } from 'zod';
import { tellLowBalance } from '../../src/credits/index.js';
import type { Processor } from './processor.js';

const Payload = z.object({ wallet_id: z.uuid() });

export const lowBalance: Processor = ({ db }, payload) =>
  tellLowBalance(db, Payload.parse(payload).wallet_id);
