import { OPERATOR_ROLES, type OperatorRole } from '../../src/accounts/index.js';
import { OWN_SERVICES } from '../../src/services/index.js';
import { signUp } from './acts/sign-up.js';
import { Book } from './book.js';
import { offerCatalogue } from './catalogue.js';
import type { Customer } from './customer.js';
import type { Kind } from './lives/kind.js';
import { duringTheYear } from './lives/kind.js';
import { kindsOf } from './lives/kinds.js';
import { liveAsMaya } from './lives/maya.js';
import { Crowd } from './people.js';
import { issueReceipts } from './quickscale/receipts.js';
import { Random } from './random.js';
import { DAY, HOUR, iso, MINUTE, startOfDay } from './time.js';
import type { World } from './world.js';

export type Operator = { email: string; name: string; password_hash: string; totp_secret: string };

export type Year = {
  seed: number;
  /** Its end, in milliseconds. */
  now: number;
  customers: number;
  operators: Readonly<Record<OperatorRole, Operator>>;
  /** Of the one customer who can sign in: Maya. */
  password_hash: string;
};

const STRIPE_KEEPS_EVENTS = 30 * DAY;
/** What happened in the last moments is left to the running system. */
const TAIL = MINUTE;

/** Plays a year in the lives of so many customers. Pure: the same year gives the same book. */
export function playYear(year: Year): Book {
  const random = new Random(`quickscale ${year.seed}`);
  const start = year.now - 365 * DAY;
  const opened = start - 3 * DAY;
  const book = new Book(year.now - STRIPE_KEEPS_EVENTS);
  const staff = hire(book, random.fork('staff'), year.operators, opened);
  const services = offerServices(book, random.fork('services'), opened);
  const offers = offerCatalogue(book, random.fork('catalogue'), opened);
  const crowd = new Crowd(random.fork('crowd'));
  const world: World = { start, now: year.now, random, book, offers, services, staff };

  const maya = liveAsMaya(world);
  maya.user.password_hash = year.password_hash;
  const others = kindsOf(year.customers - 1).map((kind, index) => arrive(world, kind, crowd, index));
  const customers = [maya, ...others];
  for (const customer of customers) customer.agenda.playUntil(year.now - TAIL);
  issueReceipts(book, new Map(customers.map((customer) => [customer.id, customer])));
  return book;
}

function arrive(world: World, kind: Kind, crowd: Crowd, index: number): Customer {
  const random = world.random.fork(`arrival ${index}`);
  const signsUp = kind.signsUp ?? duringTheYear;
  const day = startOfDay(Math.max(signsUp(world, random), world.start + DAY));
  const wished = day + random.int(7 * 60, 20 * 60) * MINUTE + random.int(0, MINUTE);
  const at = Math.min(wished, world.now - random.int(30, 240) * MINUTE);
  const customer = signUp(world, { person: crowd.next(), verifies: !kind.unverified }, at);
  kind.live(customer, at + random.int(30, 14 * 60) * MINUTE);
  return customer;
}

function hire(book: Book, random: Random, operators: Year['operators'], at: number): World['staff'] {
  const hired = OPERATOR_ROLES.map((role): [OperatorRole, string] => {
    const id = random.uuid(at);
    const { email, name, password_hash, totp_secret } = operators[role];
    const since = { created_at: iso(at), email_verified_at: iso(at), totp_confirmed_at: iso(at + HOUR) };
    const never = { closed_at: null, last_sign_in_at: null, stripe_customer_id: null };
    book.insert('users', {
      id,
      email,
      name,
      role,
      status: 'active',
      password_hash,
      totp_secret,
      ...since,
      ...never,
    });
    return [role, id];
  });
  return Object.fromEntries(hired) as World['staff'];
}

function offerServices(book: Book, random: Random, at: number): World['services'] {
  return OWN_SERVICES.map(({ slug, name, description, unit, cost }) => {
    const id = random.uuid(at);
    const since = { created_at: iso(at), updated_at: iso(at) };
    book.insert('services', { id, slug, name, description, unit, cost, active: true, ...since });
    return { id, slug, cost };
  });
}
