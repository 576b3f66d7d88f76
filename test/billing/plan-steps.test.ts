import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type Stripe from 'stripe';
import { outcomeOf } from '../../src/billing/stripe/outcome.js';
import { directionOf } from '../../src/billing/subscriptions/direction.js';
import { makeStep } from '../../src/billing/subscriptions/make-step.js';
import { nextStep, type Step } from '../../src/billing/subscriptions/next-step.js';
import { type PlanState, planState } from '../../src/billing/subscriptions/plan-state.js';
import type { Wish } from '../../src/billing/subscriptions/wish.js';

const PERIOD_END = 2000;
const first = { start: 1000, discounts: [] };
const seen = { price: 'pro', period_end: PERIOD_END };

/** What Stripe has, and whether the customer's bank says no. */
type World = PlanState & { declines: boolean };

/** What Stripe does at a step, as far as a state tells; it refuses what it does not allow. */
function made(state: World, step: Step, wish: Wish): World {
  const price = 'price' in wish ? wish.price : state.price;
  switch (step.do) {
    case 'finalize_draft':
      return {
        ...state,
        renewing: null,
        awaits_payment: true,
        draft_invoices: state.draft_invoices.filter((id) => id !== step.invoice),
        open_invoices: [...state.open_invoices, step.invoice],
      };
    case 'void_invoice':
      return {
        ...state,
        unpaid: null,
        open_invoices: state.open_invoices.filter((id) => id !== step.invoice),
      };
    case 'release_schedule':
      return { ...state, schedule: null };
    case 'keep':
    case 'end_with_period':
      if (state.schedule) throw new Error('a schedule excludes an end of its subscription');
      return { ...state, ends: step.do === 'keep' ? null : 'period' };
    case 'make_schedule':
      if (state.schedule || state.ends) throw new Error('no schedule can be made of this subscription');
      return { ...state, schedule: { id: 'sched', next: null, empty: true, first } };
    case 'plan_schedule':
      return {
        ...state,
        schedule: { id: 'sched', next: { price, quantity: 1, start: PERIOD_END }, empty: false, first },
      };
    case 'change_now':
    case 'change_in_trial':
      if (state.schedule || state.unpaid) throw new Error('something else still waits');
      if (state.declines && step.do === 'change_now')
        return { ...state, unpaid: { price, invoice: 'in_new' }, awaits_payment: true };
      return paid({ ...state, unpaid: { price, invoice: 'in_new' } });
    case 'mark_credits':
      return { ...state, keeps_credits: step.keep };
    case 'end':
      return { ...state, over: true, status: 'canceled', schedule: null };
    case 'rest':
      return { ...state, rests: true };
    case 'collect_again':
      return { ...state, rests: false };
    case 'resume':
      return state.declines ? { ...state, awaits_payment: true } : { ...state, status: 'active' };
  }
}

/** The change that waited for its payment is made; an end with the period goes with it. */
function paid(state: World): World {
  if (!state.unpaid) return state;
  const { price } = state.unpaid;
  return {
    ...state,
    price,
    period_end: 3000,
    unpaid: null,
    ends: state.ends === 'period' ? null : state.ends,
  };
}

const prices = fc.constantFrom('basic', 'pro', 'max');
const states: fc.Arbitrary<World> = fc
  .record({
    status: fc.constantFrom(...(['active', 'trialing', 'past_due', 'paused', 'unpaid'] as const)),
    price: prices,
    ends: fc.constantFrom(null, 'period' as const, 'date' as const),
    // None; as made from the subscription; in its last phase; with a change to come.
    plans: fc.oneof(fc.constantFrom(null, 'nothing', 'nothing any more'), prices),
    unpaid: fc.option(prices),
    rests: fc.boolean(),
    keeps_credits: fc.boolean(),
    renewing: fc.constantFrom(null, 'draft'),
    over: fc.boolean(),
    declines: fc.boolean(),
  })
  .map(({ plans, unpaid, ends, ...state }) => ({
    ...state,
    id: 'sub',
    item: 'si',
    quantity: 1,
    period_start: 1000,
    period_end: PERIOD_END,
    ends: plans === null ? ends : null,
    schedule: plans === null ? null : scheduleOf(plans),
    unpaid: unpaid === null ? null : { price: unpaid, invoice: 'in' },
    awaits_payment: unpaid !== null,
    open_invoices: unpaid === null ? [] : ['in'],
    draft_invoices: state.renewing ? ['draft'] : [],
  }));

function scheduleOf(plans: string): NonNullable<PlanState['schedule']> {
  const next = plans.startsWith('nothing') ? null : { price: plans, quantity: 1, start: PERIOD_END };
  return { id: 'sched', next, empty: plans === 'nothing', first };
}

const wishes: fc.Arbitrary<Wish> = fc.oneof(
  prices.map((price): Wish => ({ to: 'plan_now', price, seen })),
  prices.map((price): Wish => ({ to: 'plan_later', price, interval: 'month', seen })),
  fc.constantFrom<Wish>(
    { to: 'end', seen },
    { to: 'stay', seen },
    // As versions wrote it down that did not ask what was seen.
    { to: 'stay' },
    { to: 'ended', credits: 'expire' },
    { to: 'ended', credits: 'keep' },
    { to: 'rest' },
    { to: 'go_on' },
  ),
);

const STEPS_MAX = 6;

/** The states on the way to a wish, the last one where nothing is left to do; null where it is not to be carried out. */
function way(from: World, wish: Wish): World[] | null {
  const states = [from];
  for (let state = from; states.length <= STEPS_MAX; states.push(state)) {
    const step = nextStep(state, wish);
    if (step === 'done') return states;
    if (step === 'outdated') {
      if (states.length > 1) throw new Error('steps were made for what then turned out outdated');
      return null;
    }
    state = made(state, step, wish);
  }
  throw new Error(`no end after ${STEPS_MAX} steps`);
}

test('from every state each wish ends as wished, in a few steps that Stripe allows, or is refused before the first', () => {
  fc.assert(
    fc.property(states, wishes, (from, wish) => {
      const end = way(from, wish)?.at(-1);
      if (!end) return;
      // Paid at once or later, the plan is what was chosen, and lives on.
      if (wish.to === 'plan_now')
        expect([end.unpaid?.price ?? end.price, paid(end).ends]).toEqual([wish.price, null]);
      if (wish.to === 'plan_later') expect(end.schedule?.next?.price).toBe(wish.price);
      if (wish.to === 'end') expect(end.ends).not.toBeNull();
      if (wish.to === 'stay') expect([end.ends, end.schedule, end.unpaid]).toEqual([null, null, null]);
      if (wish.to === 'ended')
        expect([end.over, end.open_invoices, end.draft_invoices]).toEqual([true, [], []]);
      if (wish.to === 'go_on') {
        expect(end.status !== 'paused' || end.awaits_payment).toBe(true);
        expect(end.status === 'unpaid' && end.renewing).toBeFalsy();
      }
      // One change waits at a time.
      const waiting = [end.ends && wish.to !== 'ended', end.schedule?.next, end.unpaid].filter(Boolean);
      const changes = ['plan_later', 'end', 'stay'].includes(wish.to);
      if (changes) expect(waiting.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 2000 },
  );
});

test('a wish for another plan or period than the present one is not carried out', () => {
  fc.assert(
    fc.property(states, (state) => {
      for (const stale of [
        { ...seen, price: 'gone' },
        { ...seen, period_end: 1 },
      ]) {
        expect(nextStep(state, { to: 'end', seen: stale })).toBe('outdated');
        expect(nextStep(state, { to: 'stay', seen: stale })).toBe('outdated');
        const later = nextStep(state, { to: 'plan_later', price: 'new', interval: 'month', seen: stale });
        const now = nextStep(state, { to: 'plan_now', price: 'new', seen: stale });
        expect([later, now]).toEqual(['outdated', 'outdated']);
      }
    }),
  );
});

test('a plan that is to stay, of an operation that does not say what was seen, is refused only once it is over', () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(way(state, { to: 'stay' }) === null).toBe(state.over);
    }),
  );
});

test('what is more is made now, what is less when the period ends', () => {
  const plan = (product_id: string, unit_amount_minor: number, billing_interval: 'month' | 'year') => ({
    product_id,
    unit_amount_minor,
    billing_interval,
  });
  const basic = plan('basic', 1499, 'month');
  const basicYear = plan('basic', 14_990, 'year');
  const pro = plan('pro', 4999, 'month');
  const proYear = plan('pro', 49_990, 'year');
  const ups = [
    [basic, pro],
    [basic, basicYear],
    [pro, proYear],
    [basicYear, pro],
    [basicYear, proYear],
    [basic, proYear],
  ] as const;
  for (const [less, more] of ups) {
    expect([directionOf(less, more), directionOf(more, less)]).toEqual(['up', 'down']);
  }
  expect(directionOf(basic, plan('other', 1499, 'month'))).toBe('down');
  expect(directionOf(basic, plan('other', 17_988, 'year'))).toBe('up');
});

test('a change of a plan without a price is refused, not tried again for ever', () => {
  const bare = { id: 'sub', items: { data: [] } } as unknown as Stripe.Subscription;
  let fault: unknown;
  try {
    planState(bare);
  } catch (error) {
    fault = error;
  }
  expect(outcomeOf(fault)).toBe('refused');
});

test('a downgrade says again what is taken off the price, and when the present phase began', async () => {
  const taken = { coupon: 'LAUNCH', discount: 'di_1', promotion_code: null };
  const subscription = {
    id: 'sub',
    ended_at: null,
    status: 'active',
    metadata: {},
    items: {
      data: [
        { id: 'si', price: { id: 'pro' }, quantity: 2, current_period_start: 1000, current_period_end: 2000 },
      ],
    },
    schedule: {
      id: 'sched',
      phases: [
        { start_date: 900, end_date: 2000, items: [{ price: 'pro', quantity: 2 }], discounts: [taken] },
      ],
    },
    latest_invoice: null,
    pause_collection: null,
    pending_update: null,
  } as unknown as Stripe.Subscription;
  const said: unknown[] = [];
  const stripe = {
    subscriptionSchedules: { update: async (...given: unknown[]) => said.push(...given) },
  } as unknown as Stripe;
  const wish: Wish = { to: 'plan_later', price: 'basic', interval: 'month', seen };
  const state = planState(subscription);
  await makeStep(stripe, { state, wish, step: { do: 'plan_schedule', schedule: 'sched' } }, {});
  expect(said[1]).toMatchObject({
    phases: [
      {
        items: [{ price: 'pro', quantity: 2 }],
        start_date: 900,
        end_date: 2000,
        discounts: [{ discount: 'di_1' }],
      },
      { items: [{ price: 'basic', quantity: 2 }], discounts: [{ discount: 'di_1' }] },
    ],
  });
});
