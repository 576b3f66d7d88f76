import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readHeader } from '../../src/services/image/header.js';
import { decodePng, encodePng, type Pixels } from '../../src/services/image/png.js';
import { imageMetadata } from '../../src/services/image-metadata.js';
import { Unusable } from '../../src/services/service.js';
import { shrink, thumbnail } from '../../src/services/thumbnail.js';

const GIF = Buffer.from('R0lGODlhAwACAPAAAP8AAAAAACwAAAAAAwACAAACAoRRADs=', 'base64');
const JPEG = Buffer.from(
  'ffd8ffe000104a46494600010100000100010000ffc2001108002a01900301220002110103110100ffd9',
  'hex',
);
/** Two by two, palette of red and blue. */
const PALETTE_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAMAAABFaP0WAAAABlBMVEX/AAAAAP9sof2OAAAADklEQVR4nGNgYGBgZAAAAAgAArcOe4YAAAAASUVORK5CYII=',
  'base64',
);

const pixels = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 })
      .map((bytes): Pixels => ({ width, height, rgba: Buffer.from(bytes) })),
  );

test('a JPEG tells its size behind its first segments, a GIF its palette', () => {
  expect(readHeader(JPEG)).toEqual({
    format: 'JPEG',
    width: 400,
    height: 42,
    details: { Depth: '8 bits a channel', Colours: 'true colour', Process: 'progressive' },
  });
  expect(readHeader(GIF)).toEqual({
    format: 'GIF',
    width: 3,
    height: 2,
    details: { Colours: 'palette of 2' },
  });
});

test('what is encoded as PNG decodes to the same pixels, and its header tells their size', () => {
  fc.assert(
    fc.property(pixels, (picture) => {
      const png = encodePng(picture);
      expect(decodePng(png)).toEqual(picture);
      expect(readHeader(png)).toMatchObject({ width: picture.width, height: picture.height });
    }),
  );
});

test('a PNG with a palette is decoded to its colours', () => {
  expect([...decodePng(PALETTE_PNG).rgba.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
});

test('a thumbnail keeps the shape, is never larger than the picture, and has its mean colour', () => {
  const white = { width: 400, height: 100, rgba: Buffer.alloc(400 * 100 * 4, 255) };
  const small = shrink(white, 160);
  expect([small.width, small.height]).toEqual([160, 40]);
  expect(small.rgba.every((value) => value === 255)).toBe(true);
  const tiny = { width: 3, height: 2, rgba: Buffer.alloc(24, 7) };
  expect(shrink(tiny, 160)).toEqual(tiny);
});

/** Where the JPEG's frame header begins. */
const FRAME = 20;

/** What one image's bytes are once `patch` stands at `at`, with a PNG's checksum made right again. */
function patched(image: Buffer, at: number, ...patch: number[]): Buffer {
  const bytes = Buffer.from(image);
  bytes.set(patch, at);
  if (bytes[0] === 0x89) bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

test('a header that is cut off anywhere is no image', () => {
  const [gif_header, jpeg_header] = [13 + 2 * 3, FRAME + 2 + 0x11];
  for (const [whole, header] of [
    [PALETTE_PNG, 33],
    [GIF, gif_header],
    [JPEG, jpeg_header],
  ] as const) {
    for (let end = 0; end < header; end += 1)
      expect(() => imageMetadata.run(whole.subarray(0, end))).toThrow(Unusable);
    expect(imageMetadata.run(whole.subarray(0, header)).summary).toMatch(/^A (PNG|GIF|JPEG) image of/);
  }
});

test.each([
  ['a PNG above the largest size that a PNG may have', patched(PALETTE_PNG, 16, 0x80, 0, 0, 0)],
  ['a PNG as high as none may be', patched(PALETTE_PNG, 20, 255, 255, 255, 255)],
  ['a PNG without width', patched(PALETTE_PNG, 16, 0, 0, 0, 0)],
  ['a PNG of a depth that its colours cannot have', patched(PALETTE_PNG, 24, 16)],
  ['a PNG of no known colours', patched(PALETTE_PNG, 25, 5)],
  ['a PNG whose first chunk is another', patched(PALETTE_PNG, 12, 0x69)],
  [
    'a PNG whose checksum is wrong',
    Buffer.from(PALETTE_PNG.map((byte, at) => (at === 29 ? byte ^ 1 : byte))),
  ],
  ['a PNG whose signature a transfer as text broke', patched(PALETTE_PNG, 4, 0x0a, 0x0a)],
  ['a GIF without height', patched(GIF, 8, 0, 0)],
  ['a JPEG without height', patched(JPEG, FRAME + 5, 0, 0)],
  ['a JPEG of a depth that there is not', patched(JPEG, FRAME + 4, 7)],
  ['a JPEG without channels', patched(JPEG, FRAME + 9, 0)],
  ['a JPEG whose frame header is shorter than its channels', patched(JPEG, FRAME + 3, 0x0e)],
  ['a JPEG with a segment shorter than its own length', patched(JPEG, 4, 0, 1)],
])('%s is no image', (_what, bytes) => {
  expect(() => imageMetadata.run(bytes)).toThrow(Unusable);
});

test('damaged and hostile files are refused in words, whatever their bytes', () => {
  const whole = encodePng({ width: 20, height: 20, rgba: Buffer.alloc(1600, 9) });
  fc.assert(
    fc.property(
      fc.nat(whole.length - 1),
      fc.integer({ min: 0, max: 255 }),
      fc.nat(whole.length),
      (at, byte, end) => {
        const damaged = Buffer.from(whole.subarray(0, end));
        if (at < damaged.length) damaged[at] = byte;
        for (const read of [() => readHeader(damaged), () => thumbnail.run(damaged)]) {
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(Unusable);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
