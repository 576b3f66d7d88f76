import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A new id in Stripe's style, such as `cus_TQ5x0aBcD1eF2g`. */
export function newId(prefix: string, length = 14): string {
  return `${prefix}_${randomText(length)}`;
}

/** Random letters and digits, for ids and secrets. */
export function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
