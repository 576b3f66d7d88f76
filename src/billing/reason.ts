import { InvalidInput } from '../platform/errors.js';

const REASON_MIN = 3;
const REASON_MAX = 500;

/** What is wrong with an operator's reason, as the fault of its field; nothing where nothing is. */
export function reasonFault(reason: string): { reason?: string } {
  const length = reason.trim().length;
  if (length >= REASON_MIN && length <= REASON_MAX) return {};
  return { reason: `Say why, in ${REASON_MIN} to ${REASON_MAX} characters.` };
}

/** @throws InvalidInput (reason) */
export function requireReason(reason: string): void {
  const faults = reasonFault(reason);
  if (faults.reason) throw new InvalidInput(faults as { reason: string });
}
