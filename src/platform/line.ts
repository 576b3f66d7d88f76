import { z } from 'zod';

const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * What nobody sees, or what turns around how all after it is read: texts that differ by it look the same, or one like
 * another. Joiners and variation selectors are let be after what they belong to: Arabic letters, marks, emoji.
 */
const UNSEEN =
  /(?!\p{Join_Control}|\ufe0e|\ufe0f)[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]|(?<![\p{M}\p{Script=Arabic}\p{Extended_Pictographic}\p{Emoji_Modifier}])(?:\p{Join_Control}|\ufe0e|\ufe0f)/u;

/** Why a text is no line that reads as it stands; undefined where it is one. */
export function lineFault(text: string): string | undefined {
  if (BREAKS.test(text)) return 'Use letters, digits and signs, on one line.';
  return unseenFault(UNSEEN, text);
}

/** How many characters of a text are seen: blanks and what nobody sees count for nothing. */
export function seenLength(text: string): number {
  return [...text].filter((character) => /\S/u.test(character) && !UNSEEN.test(character)).length;
}

/** A name or another short text that people type, trimmed; `missing` is said where there is no text at all. May be empty. */
export function line(max: number, missing = 'Please fill this in.'): z.ZodString {
  return z
    .string({ error: missing })
    .trim()
    .max(max, `Use at most ${max} characters.`)
    .check(refusing(lineFault));
}

/** Embeddings, overrides and isolates: all after them may be read the other way round. Controls, but for tabs and line breaks. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]|(?![\t\n\r])\p{Cc}/u;

/** For texts of several lines, which people paste: whatever else nobody sees in them is let be. */
export const unturned = refusing((text) => unseenFault(TURNING, text));

function unseenFault(unseen: RegExp, text: string): string | undefined {
  const found = unseen.exec(text)?.[0].codePointAt(0);
  if (found === undefined) return undefined;
  const name = found.toString(16).toUpperCase().padStart(4, '0');
  return `There is a character in it that cannot be seen (U+${name}). Type it instead of pasting it.`;
}

/** A check of zod's that says what `faultOf` does. */
export function refusing(faultOf: (text: string) => string | undefined): z.core.CheckFn<string> {
  return ({ value, issues }) => {
    const message = faultOf(value);
    if (message) issues.push({ code: 'custom', input: value, message });
  };
}
