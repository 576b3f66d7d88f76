import type { Call } from '../call.js';
import { newId } from '../ids.js';
import type { Subscription } from '../objects/subscription.js';
import { bill, type Changed } from './change.js';
import { collect } from './collect.js';
import { keepResumption } from './resumption.js';

/**
 * Bills a paused subscription for the period that it is to go on with; `attempts` says whether that is tried to be paid
 * at once. The simulator does not try again by itself.
 */
export async function resumeOncePaid(
  call: Call,
  before: Subscription,
  { subscription, now: lines }: Changed,
  { attempts }: { attempts: boolean },
): Promise<void> {
  const target = { ...subscription, latest_invoice: newId('in', 24) };
  await keepResumption(call, before, target);
  const invoice = await bill(call, target, lines);
  if (attempts && invoice.status === 'open') await collect(call, invoice, { once: true });
}
