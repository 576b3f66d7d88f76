import type { QueueName } from '../queues.js';
import { auditSeal } from './audit-seal.js';
import { cardExpiry } from './card-expiry.js';
import { catalogue } from './catalogue.js';
import { creditExpiry } from './credit-expiry.js';
import { eventSweep } from './event-sweep.js';
import { holds } from './holds.js';
import { lowBalance } from './low-balance.js';
import { mail } from './mail.js';
import type { Processor } from './processor.js';
import { receipts } from './receipts.js';
import { rollup } from './rollup.js';
import { stripeEvents } from './stripe-events.js';
import { stripeObjects } from './stripe-objects.js';
import { stripeOperations } from './stripe-operations.js';
import { topUp } from './top-up.js';

export const PROCESSORS: Readonly<Record<QueueName, Processor>> = {
  'stripe-events': stripeEvents,
  'stripe-objects': stripeObjects,
  'stripe-operations': stripeOperations,
  'event-sweep': eventSweep,
  catalogue,
  receipts,
  mail,
  'credit-expiry': creditExpiry,
  'card-expiry': cardExpiry,
  'low-balance': lowBalance,
  'top-up': topUp,
  holds,
  'audit-seal': auditSeal,
  rollup,
};
