import type { Request } from 'express';
import { z } from 'zod';
import {
  cardName,
  catalogue,
  listPaymentMethods,
  type PaymentMethodView,
  type TopUpView,
  topUpOf,
} from '../../billing/index.js';
import { balance, toCredits, walletState } from '../../credits/index.js';
import { now } from '../../platform/clock.js';
import type { Db } from '../../platform/db.js';
import { formatMoney, moneyInput } from '../../platform/money.js';
import { customerOf } from '../middleware/realm.js';
import { packsOf, type ShownOffer } from './offers.js';
import { expiryOf } from './payment-methods.js';

export const RUNNING_LOW = '/credits/running-low';
/** The choice of whichever card is the default. */
export const DEFAULT_CARD = 'default';
const CREDITS_MAX = 10_000_000;
const BELOW_SUGGESTED = '100';
/** A suggestion: as many packs a month. */
const PACKS_SUGGESTED = 3;

const WHOLE = 'Write a whole number of credits, such as 100.';
const WITHIN = `Write a number from 1 to ${CREDITS_MAX.toLocaleString('en')}.`;
const isWithin = (credits: number) => credits >= 1 && credits <= CREDITS_MAX;
const Digits = z
  .string({ error: WHOLE })
  .trim()
  .regex(/^\d{0,8}$/, WHOLE);

/** Whole credits as people type them; null for an empty field. */
export const NoticeForm = z.object({
  threshold: Digits.transform((text) => (text === '' ? null : Number(text))).refine(
    (credits) => credits === null || isWithin(credits),
    { error: WITHIN },
  ),
});

export const TopUpForm = z.object({
  below: Digits.min(1, WHOLE).transform(Number).refine(isWithin, { error: WITHIN }),
  price: z.uuid({ error: 'Choose what to buy.' }),
  cap: z.string({ error: 'Write an amount.' }).max(30, 'Write an amount.'),
  card: z.union([z.literal(DEFAULT_CARD), z.uuid()], { error: 'Choose a card.' }),
  consent: z.literal('yes', { error: 'Tick this: we charge nothing by ourselves without your leave.' }),
});

/** Everything that the page shows; a field that was just typed shows what was typed. */
export async function runningLowLocals(db: Db, req: Request) {
  const { id, email } = customerOf(req);
  const [at, state, standing, topUp, products, methods] = await Promise.all([
    now(db),
    walletState(db, id),
    balance(db, id),
    topUpOf(db, id),
    catalogue(db),
    listPaymentMethods(db, id),
  ]);
  const packs = packsOf(products);
  const cards = methods.filter(({ type }) => type === 'card');
  const saved = { ...savedTopUp(topUp, packs), threshold: asText(state.low_balance_threshold) };
  const fields: Record<string, string> = { ...saved, ...typedFields(req) };
  return {
    now: at,
    email,
    balance: standing,
    fields,
    packs: packs.map((pack) => ({ ...pack, chosen: pack.id === fields.price })),
    cards: cardChoices(cards, fields.card),
    top_up: topUp && shownTopUp(topUp),
  };
}

function asText(hundredths: number | null): string {
  return hundredths === null ? '' : String(toCredits(hundredths));
}

function savedTopUp(topUp: TopUpView | undefined, packs: readonly ShownOffer[]) {
  if (topUp) {
    const { threshold, price_id, monthly_cap_minor, currency, payment_method_id } = topUp;
    return {
      below: asText(threshold),
      price: price_id,
      cap: moneyInput(monthly_cap_minor, currency),
      card: payment_method_id ?? DEFAULT_CARD,
    };
  }
  const [first] = packs;
  const cap = first ? moneyInput(first.unit_amount_minor * PACKS_SUGGESTED, first.currency) : '';
  return { below: BELOW_SUGGESTED, price: first?.id ?? '', cap, card: DEFAULT_CARD };
}

const FIELDS = ['threshold', 'below', 'price', 'cap', 'card'] as const;

function typedFields(req: Request): Record<string, string> {
  const body = (req.body ?? {}) as Record<string, unknown>;
  const typed = FIELDS.filter((name) => typeof body[name] === 'string');
  return Object.fromEntries(typed.map((name) => [name, String(body[name]).slice(0, 100)]));
}

function cardChoices(cards: readonly PaymentMethodView[], chosen: string | undefined) {
  const usual = cards.find(({ is_default }) => is_default);
  const named = cards.map((card) => ({ id: card.id, name: `${cardName(card)}${expiryInWords(card)}` }));
  const all = usual ? [{ id: DEFAULT_CARD, name: `My default, now ${cardName(usual)}` }, ...named] : named;
  return all.map((choice) => ({ ...choice, chosen: choice.id === chosen }));
}

/** The same card can be saved twice, and anew once it has expired. */
function expiryInWords(card: PaymentMethodView): string {
  const expiry = expiryOf(card);
  return expiry ? `, ${card.expired ? 'expired' : 'expires'} ${expiry}` : '';
}

function shownTopUp(topUp: TopUpView) {
  const { on, waits_for, next_attempt_at, why_off, attempts, monthly_cap_minor, used_minor, currency } =
    topUp;
  const [last] = attempts;
  const money = { cap: formatMoney(monthly_cap_minor, currency), used: formatMoney(used_minor, currency) };
  return {
    ...money,
    on,
    why_off,
    next: next_attempt_at,
    waits_for_card: waits_for === 'card',
    waits_for_cap: waits_for === 'cap',
    waits_for_account: waits_for === 'account',
    under_way: last?.status === 'under_way',
    decline: last?.decline,
    attempts: attempts.map((attempt) => ({ ...attempt, state: STATES[attempt.status] })),
  };
}

const STATES = {
  under_way: { word: 'Under way', kind: 'is-info' },
  succeeded: { word: 'Bought', kind: 'is-good' },
  declined: { word: 'Declined', kind: 'is-bad' },
} as const;
