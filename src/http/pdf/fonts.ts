import { readFileSync } from 'node:fs';
import { fromRoot } from '../../platform/root.js';

/** Inter comes in one file per script; what none of them has is in UnifontEX, which has nearly everything. */
const SCRIPTS = [
  'latin',
  'latin-ext',
  'cyrillic',
  'cyrillic-ext',
  'greek',
  'greek-ext',
  'vietnamese',
] as const;
const INTER = fromRoot('node_modules/@fontsource/inter');
const EVERYTHING_ELSE = fromRoot('node_modules/@fontsource/unifontex/files/unifontex-latin-400-normal.woff');

export type Weight = 400 | 600;

/** A piece of a text that one font can write. */
export interface Run {
  text: string;
  font: string;
}

/** The file of the font that every figure and every word of ours is written in. */
export function mainFont(weight: Weight): string {
  return interFile('latin', weight);
}

/** Cuts a text where the font must change. */
export function runsOf(text: string, weight: Weight): Run[] {
  const runs: Run[] = [];
  for (const character of text.normalize('NFC')) {
    const font = fontFor(character.codePointAt(0) ?? 0, weight);
    const last = runs.at(-1);
    if (last?.font === font) last.text += character;
    else runs.push({ text: character, font });
  }
  return runs;
}

function fontFor(codePoint: number, weight: Weight): string {
  const script = SCRIPTS.find((name) =>
    ranges()[name].some(([from, to]) => codePoint >= from && codePoint <= to),
  );
  return script ? interFile(script, weight) : EVERYTHING_ELSE;
}

function interFile(script: (typeof SCRIPTS)[number], weight: Weight): string {
  return `${INTER}/files/inter-${script}-${weight}-normal.woff`;
}

type Ranges = Record<(typeof SCRIPTS)[number], (readonly [from: number, to: number])[]>;
let known: Ranges | undefined;

/** Which characters each file has, as the package says it: "U+0370-0377,U+038C". */
function ranges(): Ranges {
  if (known) return known;
  const told = JSON.parse(readFileSync(`${INTER}/unicode.json`, 'utf8')) as Record<string, string>;
  const parsed = SCRIPTS.map((script) => [script, (told[script] ?? '').split(',').map(parseRange)]);
  known = Object.fromEntries(parsed) as Ranges;
  return known;
}

function parseRange(range: string): readonly [from: number, to: number] {
  const [from = '', to = from] = range.replace('U+', '').split('-');
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}
