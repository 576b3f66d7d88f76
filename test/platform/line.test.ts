import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { line, lineFault, unturned } from '../../src/platform/line.js';
import { reasonFault } from '../../src/platform/reason.js';

test.each([
  ['plain', 'Basic, 500 credits – 20 %'],
  ['accents, composed and not', 'Zoë Zoe\u0308'],
  ['Persian with its joiner', 'می\u200cخواهم'],
  ['Hindi with its joiner', 'क्\u200dष'],
  ['a family of emoji', '👩\u200d👩\u200d👧 ❤\ufe0f 👍🏽'],
  ['Hebrew', 'שלום'],
  ['nothing', ''],
])('%s is a line', (_what, text) => {
  expect(lineFault(text)).toBeUndefined();
});

const CHARACTERS =
  '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad\u3164\u2800\u034f';
test.each(
  [...CHARACTERS, '\u200c', '\u200d', '\ufe0f', '\u{e0041}'].map((unseen) => [
    unseen.codePointAt(0)?.toString(16).toUpperCase() ?? '',
    unseen,
  ]),
)('U+%s within a word is refused by its name', (name, unseen) => {
  expect(lineFault(`Ba${unseen}sic`)).toContain(`(U+${name.padStart(4, '0')})`);
});

test.each(['\n', '\t', '\0', '\u2028', '\u0085'])('a break (%j) is refused', (text) => {
  expect(lineFault(`a${text}b`)).toContain('on one line');
});

const faultOfText = (text: string) => z.string().check(unturned).safeParse(text).error?.issues[0]?.message;

test.each(['\u0007', '\0', '\u001b', '\u009f'])(
  'a control (%j) is refused in a text of several lines',
  (control) => {
    expect(faultOfText(`Rings\na ${control}bell`)).toContain('cannot be seen');
  },
);

test.each([...'\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'])(
  'a text of several lines is refused where a character (%j) turns it around',
  (turning) => {
    expect(faultOfText(`Paid\n${turning}twice`)).toBe(lineFault(`Paid${turning}`));
  },
);

test('what else is pasted into a text of several lines is let be', () => {
  expect(faultOfText('Where are\r\n\tmy credits?\u200b\u00ad \u200fשלום')).toBeUndefined();
});

test('what stands around it is taken off, and then it has its length', () => {
  expect(line(5).parse('  Basic\n')).toBe('Basic');
  expect(line(5).safeParse('Basics').error?.issues[0]?.message).toBe('Use at most 5 characters.');
});

test.each([
  ['goodwill', true],
  ['   ok! ', true],
  ['善意の返金', true],
  ['\u200b\u200b\u200b', false],
  ['o \u2060 k', false],
  ['x'.repeat(501), false],
])('a reason (%j) says something: %s', (reason, says) => {
  expect(reasonFault(reason) === undefined).toBe(says);
});
