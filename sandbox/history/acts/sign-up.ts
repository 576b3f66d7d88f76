import { Customer } from '../customer.js';
import type { Person } from '../people.js';
import { sentMail } from '../quickscale/mail.js';
import { iso, MINUTE, SECOND } from '../time.js';
import type { World } from '../world.js';

/** Hours that the link of the verification mail holds. */
const LINK_HOURS = 24;

/** Someone registers and, unless he forgets, confirms his address within half an hour. */
export function signUp(
  world: World,
  { person, verifies }: { person: Person; verifies: boolean },
  at: number,
): Customer {
  const customer = new Customer(world, person, at);
  sentMail(customer, { template: 'verify-email', variables: { hours: LINK_HOURS } }, at);
  const verified = at + customer.random.int(40 * 1000, 25 * MINUTE);
  if (verifies) {
    customer.user.email_verified_at = iso(verified);
    customer.user.last_sign_in_at = iso(verified + 20 * SECOND);
  }
  return customer;
}
