import { z } from 'zod';
import { PASSWORD_MAX, passwordFault } from '../accounts/index.js';
import { line } from '../platform/line.js';

const NOT_A_TEXT = 'Please fill this in.';

/** An email address, trimmed, as people type them. */
export const EmailField = z
  .string({ error: NOT_A_TEXT })
  .trim()
  .min(1, NOT_A_TEXT)
  .max(254, 'This is too long for an email address.')
  .pipe(z.email('This does not look like an email address.'));

/** A password that exists already: its rules do not matter, only that it is not absurd. */
export const PasswordField = z
  .string({ error: NOT_A_TEXT })
  .min(1, NOT_A_TEXT)
  .max(PASSWORD_MAX, `Passwords have at most ${PASSWORD_MAX} characters.`);

/** A password to be. What depends on whose it is, the use case checks besides. */
export const NewPasswordField = z
  .string({ error: NOT_A_TEXT })
  .min(1, { error: NOT_A_TEXT, abort: true })
  .check(({ value, issues }) => {
    const message = passwordFault(value);
    if (message) issues.push({ code: 'custom', input: value, message });
  });

/** A name: may be empty, on one line. */
export const NameField = line(200, NOT_A_TEXT);

/** Six digits, or a recovery code with its dashes. */
export const CodeField = z
  .string({ error: NOT_A_TEXT })
  .trim()
  .min(1, NOT_A_TEXT)
  .max(40, 'This is too long for a code.');

/** The token of a link in a mail. */
export const TokenField = z
  .string({ error: 'This link is not complete.' })
  .min(1, 'This link is not complete.')
  .max(200);

/** Where to go next: only ever a path of this site. Anything else is `fallback`. */
export function ownPath(value: unknown, fallback: string): string {
  return typeof value === 'string' && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value) && value.length < 1000
    ? value
    : fallback;
}
