import { Agenda } from '../history/agenda.js';
import { personNumbered } from '../history/people.js';
import { Ledger } from '../history/quickscale/ledger.js';
import { Random } from '../history/random.js';
import type { UserRow } from '../history/rows.js';
import { HOUR, iso, MINUTE, SECOND } from '../history/time.js';
import type { Town } from './town.js';

const VERIFIES = 0.96;
const CARDS = [
  ['visa', 60],
  ['mastercard', 30],
  ['amex', 6],
  ['discover', 4],
] as const;

/** One of the crowd. All that chance decides for him depends on the seed and his number alone. */
export class Resident {
  readonly id: string;
  readonly random: Random;
  readonly agenda = new Agenda();
  readonly ledger: Ledger;
  readonly user: UserRow;
  readonly signedUpAt: number;
  readonly card: { card_brand: string; card_last4: string };

  /** @param number from 0: earlier ones signed up earlier */
  constructor(
    readonly world: Town,
    number: number,
  ) {
    const { start, now, seed, customers, book } = world;
    this.random = new Random(`crowd ${seed}/${number}`);
    this.signedUpAt = Math.floor(start + ((now - HOUR - start) * (number + this.random.next())) / customers);
    this.id = this.random.uuid(this.signedUpAt);
    const created_at = iso(this.signedUpAt);
    const { name, email } = personNumbered(this.random, number);
    const verified = this.random.chance(VERIFIES) ? iso(this.signedUpAt + 3 * MINUTE) : null;
    this.user = book.insert('users', {
      ...nobody,
      id: this.id,
      email,
      name,
      created_at,
      email_verified_at: verified,
    });
    this.ledger = new Ledger(
      book,
      this.random,
      book.insert('wallets', { ...nothing, id: this.id, created_at }),
    );
    this.card = {
      card_brand: this.random.weighted(CARDS),
      card_last4: String(this.random.int(0, 9999)).padStart(4, '0'),
    };
  }

  /** The expiry job comes by within a minute. */
  planExpiry(expires_at: number): void {
    this.agenda.plan(expires_at + this.random.int(5, 55) * SECOND, (at) => this.ledger.expire(at));
  }
}

const nobody = {
  role: 'customer',
  status: 'active',
  password_hash: null,
  totp_secret: null,
  totp_confirmed_at: null,
  stripe_customer_id: null,
  last_sign_in_at: null,
  closed_at: null,
} as const;

const nothing = {
  last_entry_no: 0,
  available: 0,
  held: 0,
  frozen: 0,
  debt: 0,
  suspended_until: null,
  spending_frozen_until: null,
};
