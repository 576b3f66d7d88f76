import { afterAll, beforeAll, test } from '@jest/globals';
import { expectAgreement } from './agreement.js';
import { Calendar } from './calendar.js';
import { Customer } from './customer.js';
import { openTown, type Town, type Unrest } from './town.js';

export interface Life {
  town: Town;
  /** Somebody who has just registered and signed in. He leaves when the life is over. */
  customer(): Promise<Customer>;
  /** So much time passes for everybody, an ISO 8601 duration; all that happens meanwhile has happened and is known. */
  passes(duration: string): Promise<void>;
}

/** Lives by their names, which are sentences. */
export type Stories = Readonly<Record<string, (life: Life) => Promise<void>>>;

/** A minute or two on a machine that does nothing else. */
const ALL_MS = 900_000;

/**
 * Plays lives side by side in one town, each a test of its name; at the end the ledger holds, and Stripe agrees with
 * us. LIVES=pattern plays only those whose names match.
 */
export function play(all: Stories, unrest?: Unrest): void {
  const only = new RegExp(process.env.LIVES ?? '');
  const stories = Object.entries(all).filter(([name]) => only.test(name));
  let town: Town;
  let played: Promise<void>[];

  beforeAll(async () => {
    town = await openTown(unrest);
    const calendar = new Calendar(town);
    const live = async (story: Stories[string]) => {
      const customers: Customer[] = [];
      const customer = async () => {
        const arrived = await Customer.arrives(town);
        customers.push(arrived);
        return arrived;
      };
      await story({ town, customer, passes: (duration) => calendar.passes(duration) });
      for (const each of customers) await each.leaves();
    };
    played = calendar.live(
      stories.map(
        ([, story]) =>
          () =>
            live(story),
      ),
    );
    await Promise.allSettled(played);
  }, ALL_MS);
  afterAll(() => town?.close());

  for (const [at, [name]] of stories.entries()) test(name, () => played[at]);

  test('after all of it the ledger holds, nothing is left to do, and Stripe says the same as we', () =>
    expectAgreement(town));
}
