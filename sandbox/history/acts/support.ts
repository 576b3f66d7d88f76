import type { OperatorRole } from '../../../src/accounts/index.js';
import { formatCredits, fromCredits, toCredits } from '../../../src/credits/index.js';
import type { Customer } from '../customer.js';
import { auditAct } from '../quickscale/audit.js';
import { sentMail } from '../quickscale/mail.js';
import { iso, SECOND } from '../time.js';

type Adjustment = {
  by: OperatorRole;
  /** Whole credits: given when positive, taken when negative. */
  credits: number;
  /** Promotional credits have an end, in milliseconds; without it they are pay-as-you-go. */
  expires_at?: number;
  reason: string;
  ticket?: string;
};

/** An operator gives or takes credits, as src/credits/adjust.ts does. */
export function planAdjustment(customer: Customer, wish: Adjustment, at: number): void {
  customer.agenda.plan(at, () => adjust(customer, wish, at));
}

function adjust(customer: Customer, wish: Adjustment, at: number): void {
  const { ledger, random } = customer;
  const id = random.uuid(at);
  const before = shown(customer, at);
  if (wish.credits > 0) giveCredits(customer, { ...wish, id }, at);
  else
    ledger.take(
      fromCredits(-wish.credits),
      { kind: 'adjustment', ...causeOf(customer, { ...wish, id }) },
      at,
    );
  const after = { ...shown(customer, at), adjusted: wish.credits };
  const { by, reason, ticket } = wish;
  const subject = { type: 'adjustment', id };
  auditAct(customer, { by, action: 'credits.adjust', subject, before, after, reason, ticket }, at);
  const amount = formatCredits(fromCredits(Math.abs(wish.credits)));
  const variables = {
    change: `${amount} credits were ${wish.credits > 0 ? 'added' : 'taken off'}.`,
    balance: `${formatCredits(ledger.wallet.available)} credits`,
  };
  sentMail(customer, { template: 'account-changed', variables, key: `adjustment:${id}` }, at + SECOND);
}

function giveCredits(customer: Customer, wish: Adjustment & { id: string }, at: number): void {
  const { by, credits, expires_at, id, reason } = wish;
  if (expires_at !== undefined) customer.planExpiry(expires_at);
  customer.ledger.grant(
    {
      type: expires_at === undefined ? 'pay_as_you_go' : 'promotional',
      amount: fromCredits(credits),
      source: 'operator',
      source_id: id,
      cause: 'operator',
      granted_by: customer.world.staff[by],
      reason,
      ...(expires_at === undefined ? {} : { expires_at }),
    },
    at,
  );
}

function causeOf({ world }: Customer, { by, id, reason }: Adjustment & { id: string }) {
  return { cause: 'operator', cause_id: id, operator_id: world.staff[by], reason };
}

function shown({ ledger }: Customer, at: number) {
  return { available: toCredits(ledger.available(at)), debt: toCredits(ledger.wallet.debt) };
}

/** An operator leaves a note for his colleagues. */
export function planNote(
  customer: Customer,
  { by, body }: { by: OperatorRole; body: string },
  at: number,
): void {
  customer.agenda.plan(at, () => {
    const { id: user_id, random, world } = customer;
    world.book.insert('notes', {
      id: random.uuid(at),
      user_id,
      author_id: world.staff[by],
      body,
      created_at: iso(at),
    });
  });
}

type Message = { body: string; answered?: { by: OperatorRole; at: number } };

/** A customer who is signed in writes with the contact form; whoever answered said so. */
export function planMessage(customer: Customer, { body, answered }: Message, at: number): void {
  const { id: user_id, agenda, person, random, world } = customer;
  agenda.plan(at, () => {
    const id = random.uuid(at);
    const { name, email } = person;
    const message = world.book.insert('contact_messages', {
      id,
      user_id,
      name,
      email,
      body,
      created_at: iso(at),
      status: 'open',
      answered_by: null,
      answered_at: null,
    });
    if (answered)
      agenda.plan(answered.at, () => answer(customer, { message, id, by: answered.by }, answered.at));
  });
}

function answer(
  customer: Customer,
  { message, id, by }: { message: Record<string, unknown>; id: string; by: OperatorRole },
  at: number,
): void {
  const answered_by = customer.world.staff[by];
  Object.assign(message, { status: 'answered', answered_by, answered_at: iso(at) });
  const subject = { type: 'contact_message', id };
  const states = { before: { status: 'open' }, after: { status: 'answered' } };
  auditAct(customer, { by, action: 'message.answered', subject, ...states }, at);
}

type Restriction = { by: OperatorRole; kind: 'suspend' | 'freeze_spending'; reason: string; ticket?: string };

/** An operator suspends an account or freezes its spending until further notice. */
export function planRestriction(
  customer: Customer,
  { by, kind, reason, ticket }: Restriction,
  at: number,
): void {
  customer.agenda.plan(at, () => {
    const { id: user_id, ledger, random, world } = customer;
    const id = random.uuid(at);
    const said = { kind, reason, ticket: ticket ?? null };
    const dates = { starts_at: iso(at), ends_at: null, created_at: iso(at) };
    world.book.insert('overrides', { id, user_id, ...said, value: {}, owner_id: world.staff[by], ...dates });
    ledger.wallet[kind === 'suspend' ? 'suspended_until' : 'spending_frozen_until'] = 'infinity';
    const after = { kind };
    const subject = { type: 'override', id };
    auditAct(customer, { by, action: `override.${kind}`, subject, after, reason, ticket }, at);
  });
}
