import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

/** Lengths in bytes, of both formats: what stands first, then the directory with an entry for each table. */
const WOFF = { header: 44, entry: 20 } as const;
const SFNT = { header: 12, entry: 16 } as const;

const known = new Map<string, Buffer>();

/**
 * A WOFF file's font as it was before it was packed. pdfkit would take the file too, but unpacks all outlines anew
 * for each character: a name in Chinese kept the process from everything else for more than a second a document.
 * Unpacked once, it is kept: 14 MB for the font of everything else, a tenth of one for any other.
 */
export function unpackedFont(file: string): Buffer {
  const font = known.get(file) ?? unpack(readFileSync(file));
  known.set(file, font);
  return font;
}

function unpack(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(SFNT.header + count * SFNT.entry);
  writeHeader(head, { flavor: woff.readUInt32BE(4), count });
  const parts: Buffer[] = [head];
  let offset = head.length;
  for (let at = 0; at < count; at += 1) {
    const { tag, checksum, bytes } = readTable(woff, WOFF.header + at * WOFF.entry);
    const entry = SFNT.header + at * SFNT.entry;
    for (const [place, value] of [tag, checksum, offset, bytes.length].entries())
      head.writeUInt32BE(value, entry + 4 * place);
    const padding = Buffer.alloc(-bytes.length & 3);
    parts.push(bytes, padding);
    offset += bytes.length + padding.length;
  }
  return Buffer.concat(parts);
}

function readTable(woff: Buffer, entry: number): { tag: number; checksum: number; bytes: Buffer } {
  const [tag = 0, offset = 0, packed = 0, length = 0, checksum = 0] = [0, 4, 8, 12, 16].map((at) =>
    woff.readUInt32BE(entry + at),
  );
  const stored = woff.subarray(offset, offset + packed);
  return { tag, checksum, bytes: packed < length ? inflateSync(stored) : stored };
}

/** With the figures that once made a search in the directory quicker: the greatest power of two among its entries. */
function writeHeader(head: Buffer, { flavor, count }: { flavor: number; count: number }): void {
  const exponent = Math.floor(Math.log2(count));
  const range = SFNT.entry * 2 ** exponent;
  head.writeUInt32BE(flavor, 0);
  for (const [place, value] of [count, range, exponent, SFNT.entry * count - range].entries())
    head.writeUInt16BE(value, 4 + 2 * place);
}
