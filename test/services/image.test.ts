import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readHeader } from '../../src/services/image/header.js';
import { decodePng, encodePng, type Pixels } from '../../src/services/image/png.js';
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
