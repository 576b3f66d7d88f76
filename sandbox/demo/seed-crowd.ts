import type { CrowdProgress } from '../crowd.js';
import type { Databases } from './databases.js';
import { progress } from './progress.js';
import { CUSTOMERS, SEED } from './seed-year.js';

const IN_ALL = 1_000_000;
/** A line for each tenth, where none can be written over. */
const LINES = 10;

/**
 * Adds customers to the year until there are a million, with ten million entries. Stripe's side has only the year:
 * nothing can be done at Stripe about what the others bought.
 */
export async function seedCrowdBesideYear({ product }: Databases): Promise<void> {
  const { seedCrowd } = await import('../crowd.js');
  const customers = IN_ALL - CUSTOMERS;
  const began = performance.now();
  let lines = 0;
  const onProgress = ({ what, customers: written, entries }: CrowdProgress): void => {
    const seconds = Math.round((performance.now() - began) / 1000);
    const line = `  …  ${written.toLocaleString('en')} customers, ${entries.toLocaleString('en')} entries, ${seconds} s: ${what}`;
    if (process.stderr.isTTY) return void process.stderr.write(`${line.padEnd(90)}\r`);
    const tenth = Math.floor((LINES * written) / customers);
    if (tenth > lines || what !== 'writing') process.stderr.write(`${line}\n`);
    lines = tenth;
  };
  await progress(`${customers.toLocaleString('en')} more customers`, () =>
    seedCrowd({ ownerUrl: product.ownerUrl, seed: SEED, now: new Date(), customers, onProgress }),
  );
}
