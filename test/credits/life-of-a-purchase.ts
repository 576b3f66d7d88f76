import fc from 'fast-check';
import { balance, placeHold, spend } from '../../src/credits/index.js';
import { buying, capturing, giving, key, releasing, reversing, type Step, waiting } from './life.js';
import { converting, deciding, disputing, failing, policies, refund, writingOff } from './life-of-returns.js';

const HOLD_SECONDS = 86_400;
const share = fc.integer({ min: 1, max: 100 });

/** Some of what there is is used, or set aside to be used. */
const using = fc.record({ share, how: fc.constantFrom('spends', 'holds') }).map(
  ({ share: percent, how }): Step =>
    async ({ world, wallet_id, ...life }) => {
      const { db } = world.database;
      const { available } = await balance(db, wallet_id);
      const quantity = Math.ceil((available * percent) / 100);
      if (quantity === 0) return;
      const request = { wallet_id, service: world.services[0] ?? '', quantity, ...key() };
      if (how === 'spends') life.spends.push((await spend(db, request)).spend.id);
      else {
        const wish = { ...request, expires_in_s: HOLD_SECONDS, made_by: 'test' };
        life.holds.push((await db.transaction((tx) => placeHold(tx, wish))).hold.id);
      }
    },
);

/** A part of the first payment goes back, up to all that Stripe has left of it. */
const returning = fc.record({ share, policy: policies }).map(
  ({ share: percent, policy }): Step =>
    async (life) => {
      const [payment_id] = life.payments;
      if (!payment_id) return;
      const { left } = await life.world.database.db.one<{ left: number }>(
        'SELECT app.refundable_minor($1) AS left',
        [payment_id],
      );
      const amount_minor = Math.ceil((left * percent) / 200);
      if (amount_minor > 0) await refund(life, { payment_id, amount_minor, policy });
    },
);

const steps = fc.oneof(
  { arbitrary: using, weight: 5 },
  { arbitrary: returning, weight: 4 },
  reversing,
  { arbitrary: capturing, weight: 2 },
  releasing,
  failing,
  disputing,
  { arbitrary: deciding, weight: 2 },
  converting,
  writingOff,
  giving,
  waiting,
);

/** One purchase, its credits used, held and expired while its money goes back in parts, fails to, and is disputed. */
export const purchases = fc
  .tuple(buying, fc.array(steps, { minLength: 3, maxLength: 16, size: 'max' }))
  .map(([bought, then]) => [bought, ...then]);
