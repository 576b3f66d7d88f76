import { z } from 'zod';
import { type Call, transact, type World } from '../call.js';
import {
  actInDashboard,
  callInDashboard,
  chargeInDashboard,
  makeDefault,
  renewCard,
  SUBSCRIPTION_ACTIONS,
} from '../dashboard.js';
import { addFault, clearFaults, FAULTS } from '../faults.js';
import { formatMoney } from '../money.js';
import { DISPUTE_STATUSES, moveDispute, openDispute } from '../resources/disputes.js';
import { createRefund, failRefund } from '../resources/refunds.js';
import { AFTER_RETRIES, saveSetting } from '../settings.js';
import { lock } from '../store.js';
import { moveClock } from '../time.js';
import { deliverAll, redeliver } from '../webhooks.js';

/** What a button of the board does with the fields of its form. Answers what came of it, in a sentence. */
export type Deed = (world: World, form: unknown) => Promise<string>;

/** A deed in Stripe: told by webhook unless its box is unticked, where it has one. */
function inStripe<S extends z.ZodRawShape>(
  fields: S,
  act: (call: Call, form: z.output<z.ZodObject<S>>) => Promise<string>,
  tells: z.ZodType<boolean> = ticked,
): Deed {
  const schema = z.object({ ...fields, webhook: tells });
  return (world, form) => {
    const given = schema.parse(form) as z.output<z.ZodObject<S>> & { webhook: boolean };
    return transact(world, { silent: !given.webhook }, (call) => act(call, given));
  };
}

const ticked = z
  .string()
  .optional()
  .transform((value) => value === 'yes');
const always = z
  .string()
  .optional()
  .transform(() => true);
const amount = z.coerce.number().int().min(1);
const optional = z.string().transform((value) => value || undefined);

export const DEEDS: Record<string, Deed> = {
  time: async (world, form) => {
    const { advance } = z.object({ advance: z.string() }).parse(form);
    const move = advance === 'next' ? { next: ['subscription.period'] } : { advance };
    const { now } = await moveClock(world, move);
    return `It is ${now.slice(0, 16).replace('T', ' ')} UTC now.`;
  },
  fault: async (world, form) => {
    const { fault, rate, count, path } = z
      .object({
        fault: z.enum(FAULTS),
        rate: z.coerce.number().gt(0).max(1),
        count: optional,
        path: optional,
      })
      .parse(form);
    await addFault(world.pool, { fault, rate, path, ...(count ? { count: Number(count) } : {}) });
    return 'It goes wrong from now on.';
  },
  'fault-off': async (world, form) => {
    const { fault } = z.object({ fault: z.enum(FAULTS).optional() }).parse(form);
    await clearFaults(world.pool, fault);
    return fault ? 'That is over.' : 'Nothing goes wrong any more.';
  },
  deliver: async (world) => {
    const { pending } = await deliverAll(world.pool);
    return pending === 0 ? 'All is delivered.' : `${pending} were refused and will be tried again.`;
  },
  resend: async (world, form) => {
    const { event } = z.object({ event: z.string() }).parse(form);
    await redeliver(world.pool, event);
    world.wake();
    return `${event} is sent again.`;
  },
  charge: inStripe(
    {
      customer: z.string(),
      amount,
      currency: z.string().toLowerCase(),
      description: z.string(),
      card: z.string(),
    },
    async (call, form) => {
      const charge = await chargeInDashboard(call, { ...form, metadata: {} });
      const total = formatMoney(charge.amount, charge.currency);
      return charge.status === 'failed' ? `${total} was declined.` : `${total} was charged.`;
    },
  ),
  refund: inStripe({ charge: z.string(), amount }, async (call, form) => {
    const refund = await createRefund(call, { charge: form.charge, amount: form.amount });
    return `${formatMoney(refund.amount, refund.currency)} goes back.`;
  }),
  'refund-fails': inStripe(
    { refund: z.string() },
    async (call, { refund }) => {
      await failRefund(call, refund);
      return `${refund} failed: the money is back.`;
    },
    always,
  ),
  dispute: inStripe(
    { charge: z.string(), reason: z.string(), inquiry: ticked },
    async (call, { charge, reason, inquiry }) => {
      const { id } = await openDispute(call, await lock(call, 'charge', charge), { reason, inquiry });
      return `${id} is open.`;
    },
  ),
  'dispute-moves': inStripe(
    { dispute: z.string(), to: z.enum(DISPUTE_STATUSES) },
    async (call, { dispute, to }) => {
      await moveDispute(call, dispute, to);
      return `${dispute} is ${to.replaceAll('_', ' ')} now.`;
    },
    always,
  ),
  subscription: inStripe(
    { subscription: z.string(), action: z.enum(SUBSCRIPTION_ACTIONS) },
    async (call, { subscription, action }) => {
      await actInDashboard(call, subscription, action);
      return `${subscription}: ${action.replaceAll('_', ' ')}.`;
    },
    always,
  ),
  'after-retries': async (world, form) => {
    const { becomes } = z.object({ becomes: z.enum(AFTER_RETRIES) }).parse(form);
    await saveSetting(world.pool, 'after_retries', becomes);
    return becomes === 'unpaid'
      ? 'From now on a subscription stands unpaid after its last retry.'
      : 'From now on a subscription is cancelled after its last retry.';
  },
  product: inStripe(
    { product: z.string(), name: z.string(), credit_amount: z.string() },
    async (call, { product, name, credit_amount }) => {
      const params = { name, metadata: { credit_amount } };
      await callInDashboard(call, { method: 'post', path: `/v1/products/${product}`, params });
      return `${name} is changed.`;
    },
  ),
  price: inStripe(
    { price: z.string(), credit_amount: z.string() },
    async (call, { price, credit_amount }) => {
      const params = { metadata: { credit_amount } };
      await callInDashboard(call, { method: 'post', path: `/v1/prices/${price}`, params });
      return `${price} is changed.`;
    },
  ),
  'price-sold': inStripe(
    { price: z.string(), active: z.enum(['true', 'false']) },
    async (call, { price, active }) => {
      await callInDashboard(call, { method: 'post', path: `/v1/prices/${price}`, params: { active } });
      return active === 'true' ? `${price} is sold again.` : `${price} is archived.`;
    },
    always,
  ),
  email: inStripe({ customer: z.string(), email: z.string() }, async (call, { customer, email }) => {
    await callInDashboard(call, { method: 'post', path: `/v1/customers/${customer}`, params: { email } });
    return 'The email is changed.';
  }),
  card: inStripe({ customer: z.string(), card: z.string() }, async (call, { customer, card }) => {
    const method = await makeDefault(call, customer, card);
    return `The default card ends in ${method.card?.last4} now.`;
  }),
  'card-renewed': inStripe(
    { customer: z.string() },
    async (call, { customer }) => {
      const method = await renewCard(call, customer);
      return `The bank's new card is valid to ${method.card?.exp_month}/${method.card?.exp_year}.`;
    },
    always,
  ),
};
