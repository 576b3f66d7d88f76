import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { load, lock, save } from '../store.js';
import type { TimerKinds } from '../timers.js';
import { billedBy } from './after-payment.js';
import { markUncollectible, voidInvoice } from './close-invoice.js';
import { collect } from './collect.js';
import { endSubscription, expireIncomplete } from './end.js';
import { finalizeInvoice } from './finalize.js';
import { dropPending } from './pending.js';
import { isOver } from './plan.js';
import { turnPeriod } from './renew.js';
import { foretell } from './upcoming.js';

/** What happens to subscriptions and invoices by itself. Each looks whether it is still to happen: plans change. */
export const billingTimers: TimerKinds = {
  'subscription.period': turnPeriod,
  'subscription.cancel': async (call, id) => {
    const before = await lock(call, 'subscription', id);
    const isDue = before.cancel_at !== null && before.cancel_at <= call.now;
    if (isDue && !isOver(before)) await endSubscription(call, before, 'cancellation_requested');
  },
  'subscription.incomplete': async (call, id) => {
    const before = await lock(call, 'subscription', id);
    if (before.status === 'incomplete') await expireIncomplete(call, before);
  },
  'subscription.pending': async (call, id) => {
    const { pending_update } = await load(call, 'subscription', id);
    if (!pending_update || pending_update.expires_at > call.now) return;
    const invoice = await dropPending(call, id);
    if (invoice) await voidInvoice(call, await lock(call, 'invoice', invoice));
  },
  'subscription.trial_will_end': async (call, id) => {
    const subscription = await load(call, 'subscription', id);
    if (subscription.status === 'trialing')
      await emit(call, 'customer.subscription.trial_will_end', subscription);
  },
  'invoice.upcoming': foretell,
  'subscription.resume_collection': async (call, id) => {
    const before = await lock(call, 'subscription', id);
    const resumes_at = before.pause_collection?.resumes_at ?? null;
    if (resumes_at === null || resumes_at > call.now) return;
    const subscription = await save(call, { ...before, pause_collection: null });
    await emit(call, 'customer.subscription.updated', subscription, before);
  },
  'invoice.finalize': finalizeDraft,
  'invoice.retry': async (call, id) => {
    const invoice = await lock(call, 'invoice', id);
    const { next_payment_attempt: due, status } = invoice;
    if (status === 'open' && due !== null && due <= call.now)
      await collect(call, invoice, { automatic: true });
  },
};

/** An hour after it was drafted an invoice is made final and collected, unless the subscription's collection rests. */
async function finalizeDraft(call: Call, id: string): Promise<void> {
  const draft = await lock(call, 'invoice', id);
  if (draft.status !== 'draft' || !draft.auto_advance) return;
  const invoice = await finalizeInvoice(call, draft);
  if (invoice.status !== 'open') return;
  const rests = (await billedBy(call, invoice))?.pause_collection?.behavior;
  if (rests === 'void') await voidInvoice(call, invoice);
  else if (rests === 'mark_uncollectible') await markUncollectible(call, invoice);
  else await collect(call, invoice, { automatic: true });
}
