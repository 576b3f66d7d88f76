import type Stripe from 'stripe';
import { Agenda } from './agenda.js';
import type { Card } from './cards.js';
import type { Person } from './people.js';
import { Ledger } from './quickscale/ledger.js';
import type { Random } from './random.js';
import type { UserRow } from './rows.js';
import { iso, MINUTE, SECOND } from './time.js';
import type { World } from './world.js';

/** One customer on both sides, with what lies before him. */
export class Customer {
  readonly id: string;
  readonly random: Random;
  readonly agenda = new Agenda();
  readonly ledger: Ledger;
  readonly user: UserRow;
  /** Known to Stripe from the first purchase on. */
  stripe: Stripe.Customer | null = null;
  /** A pack is on its way. */
  buying = false;
  /** The card in his purse. */
  card: Card | null = null;
  /** The card that Stripe keeps for renewals. */
  method: Stripe.PaymentMethod | null = null;

  constructor(
    readonly world: World,
    readonly person: Person,
    readonly signedUpAt: number,
  ) {
    this.random = world.random.fork(person.email);
    this.id = this.random.uuid(signedUpAt);
    this.user = world.book.insert('users', userRow(this.id, person, signedUpAt));
    this.ledger = new Ledger(
      world.book,
      this.random,
      world.book.insert('wallets', walletRow(this.id, signedUpAt)),
    );
  }

  /** Whoever does something in the portal has signed in just before. */
  wasSignedIn(at: number): void {
    this.user.last_sign_in_at = iso(at - 2 * MINUTE);
  }

  /** The expiry job comes by within a minute. */
  planExpiry(expires_at: number): void {
    this.agenda.plan(expires_at + this.random.int(5, 55) * SECOND, (at) => this.ledger.expire(at));
  }
}

function userRow(id: string, { email, name }: Person, at: number): UserRow {
  return {
    id,
    email,
    name,
    role: 'customer',
    status: 'active',
    password_hash: null,
    email_verified_at: null,
    totp_secret: null,
    totp_confirmed_at: null,
    stripe_customer_id: null,
    last_sign_in_at: null,
    created_at: iso(at),
    closed_at: null,
  };
}

function walletRow(id: string, at: number) {
  const empty = { last_entry_no: 0, available: 0, held: 0, frozen: 0, debt: 0 };
  return { id, ...empty, suspended_until: null, spending_frozen_until: null, created_at: iso(at) };
}
