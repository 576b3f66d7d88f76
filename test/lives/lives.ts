import { afterAll, beforeAll, test } from '@jest/globals';
import { expectAgreement } from './agreement.js';
import { Calendar } from './calendar.js';
import { Customer } from './customer.js';
import { openTown, type Town } from './town.js';

export interface Life {
  town: Town;
  /** Somebody who has just registered and signed in. */
  customer(): Promise<Customer>;
  /** So much time passes for everybody, an ISO 8601 duration; all that happens meanwhile has happened and is known. */
  passes(duration: string): Promise<void>;
}

/** Lives by their names, which are sentences. */
export type Stories = Readonly<Record<string, (life: Life) => Promise<void>>>;

/** A minute on a machine that does nothing else. */
const ALL_MS = 900_000;

/**
 * Plays lives side by side in one town, each a test of its name; at the end the ledger holds, and Stripe agrees with
 * us. LIVES=words plays only those with these words in their names.
 */
export function lives(all: Stories): void {
  const stories = Object.entries(all).filter(([name]) => name.includes(process.env.LIVES ?? ''));
  let town: Town;
  let played: Promise<void>[];

  beforeAll(async () => {
    town = await openTown();
    const calendar = new Calendar(town);
    const life: Life = {
      town,
      customer: () => Customer.arrives(town),
      passes: (duration) => calendar.passes(duration),
    };
    played = calendar.live(
      stories.map(
        ([, story]) =>
          () =>
            story(life),
      ),
    );
    await Promise.allSettled(played);
  }, ALL_MS);
  afterAll(() => town?.close());

  for (const [at, [name]] of stories.entries()) test(name, () => played[at]);

  test('after all of it the ledger holds, nothing is left to do, and Stripe says the same as we', () =>
    expectAgreement(town));
}
