import { z } from 'zod';
import { considerTopUp, sweepTopUps } from '../../src/billing/index.js';
import type { Processor } from './processor.js';

/** Without a wallet it is the schedule's job. */
const Payload = z.object({ wallet_id: z.uuid().optional() });

export const topUp: Processor = ({ db }, payload) => {
  const { wallet_id } = Payload.parse(payload);
  return wallet_id === undefined ? sweepTopUps(db) : considerTopUp(db, wallet_id);
};
