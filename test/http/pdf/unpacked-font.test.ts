import { expect, test } from '@jest/globals';
import { runsOf } from '../../../src/http/pdf/fonts.js';
import { unpackedFont } from '../../../src/http/pdf/unpacked-font.js';

/** The font's own sum of a table's 32-bit numbers. Its `head` says one of the whole file besides, left out of it. */
function sumOf(table: Buffer, tag: string): number {
  let sum = 0;
  for (let at = 0; at < table.length; at += 4) {
    const left = [0, 1, 2, 3].map((more) => table[at + more] ?? 0);
    if (!(tag === 'head' && at === 8)) sum = (sum + Buffer.from(left).readUInt32BE()) >>> 0;
  }
  return sum;
}

test.each(['A', 'ő', 'Я', 'Ω', '漢'])('the font that writes %s is whole once it is unpacked', (character) => {
  const file = runsOf(character, 400)[0]?.font ?? '';
  const font = unpackedFont(file);
  expect(unpackedFont(file)).toBe(font);
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, at) => {
    const entry = 12 + 16 * at;
    const [checksum = 0, offset = 0, length = 0] = [4, 8, 12].map((place) =>
      font.readUInt32BE(entry + place),
    );
    const tag = font.toString('latin1', entry, entry + 4);
    return { tag, checksum, offset, bytes: font.subarray(offset, offset + length) };
  });
  expect(tables.map(({ tag }) => tag)).toEqual(
    expect.arrayContaining(['cmap', 'glyf', 'head', 'hmtx', 'loca']),
  );
  for (const { tag, checksum, offset, bytes } of tables)
    expect({ tag, place: offset % 4, sum: sumOf(bytes, tag) }).toEqual({ tag, place: 0, sum: checksum });
});
