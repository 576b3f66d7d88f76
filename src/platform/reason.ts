import { InvalidInput } from './errors.js';
import { seenLength } from './line.js';

const MIN = 3;
const MAX = 500;

/** What is wrong with what an operator gives as his reason; undefined where it says something. */
export function reasonFault(reason: string): string | undefined {
  if (seenLength(reason) >= MIN && reason.trim().length <= MAX) return undefined;
  return `Say why, in ${MIN} to ${MAX} characters.`;
}

/** @throws InvalidInput (reason) */
export function requireReason(reason: string): void {
  const fault = reasonFault(reason);
  if (fault) throw new InvalidInput({ reason: fault });
}
