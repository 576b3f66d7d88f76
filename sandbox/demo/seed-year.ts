import { Secret } from 'otpauth';
import type { OperatorRole } from '../../src/accounts/index.js';
import { PEOPLE, type Person } from '../people.js';
import type { Databases } from './databases.js';
import { progress } from './progress.js';

export const CUSTOMERS = 300;
export const SEED = 1;

/** Fills both databases, which are empty, with a year that ends now. The people who can sign in are among it. */
export async function seedYear(databases: Databases): Promise<void> {
  // Loaded when used: a demo that has its year already need not wait for it.
  const { seedHistory } = await import('../history.js');
  await progress(`a year of ${CUSTOMERS} customers`, () =>
    seedHistory({
      ownerUrl: databases.product.ownerUrl,
      stripeDatabaseUrl: databases.stripe.ownerUrl,
      seed: SEED,
      now: new Date(),
      customers: CUSTOMERS,
      credentials: {
        customer: personOf('customer'),
        operators: {
          support: operatorOf('support'),
          finance: operatorOf('finance'),
          analyst: operatorOf('analyst'),
          admin: operatorOf('admin'),
        },
      },
    }),
  );
}

function operatorOf(role: OperatorRole): Person & { totpSecret: string } {
  return { ...personOf(role), totpSecret: new Secret({ size: 20 }).base32 };
}

function personOf(role: Person['role']): Person {
  const person = PEOPLE.find((each) => each.role === role);
  if (!person) throw new Error(`nobody is ${role}`);
  return person;
}
