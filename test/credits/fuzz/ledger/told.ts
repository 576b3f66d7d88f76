import type { Allocation, Parts } from '../../../../src/credits/index.js';
import type { Answer } from '../model/wallet.js';

/** What the ledger answered; grants by their ids. `id` names what it made. */
export interface Done {
  id: string;
  answer: Answer;
}

export const date = (at: number | null): Date | null => (at === null ? null : new Date(at / 1_000));

export const pairs = (parts: readonly Allocation[]): [string, number][] =>
  parts.map(({ grant, amount }) => [grant, amount]);

export const figures = ({ available, held, frozen, debt }: Parts): Parts => ({
  available,
  held,
  frozen,
  debt,
});
