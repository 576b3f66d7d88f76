import type { Book } from '../book.js';
import type { Random } from '../random.js';
import type { Ledger } from './ledger.js';

/** What QuickScale knows of a customer: enough to move credits, whatever Stripe knows. */
export interface Account {
  readonly id: string;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly world: { readonly book: Book };
}
