import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { Unusable } from '../service.js';

/** Eight bits each of red, green, blue and opacity, row by row. */
export interface Pixels {
  width: number;
  height: number;
  rgba: Buffer;
}

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PIXELS_MAX = 4_000_000;
const TRUE_COLOUR_WITH_OPACITY = 6;
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Decodes a PNG of eight bits a channel that is not interlaced: what nearly all programs write. */
export function decodePng(bytes: Buffer): Pixels {
  if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE)) throw new Unusable('This is no PNG image.');
  const chunks = chunksOf(bytes);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (!header || header.length < 13) throw new Unusable('This PNG image is damaged.');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colours = -1, , , interlaced] = header.subarray(8);
  const channels = CHANNELS[colours];
  if (depth !== 8 || interlaced !== 0 || !channels)
    throw new Unusable('This kind of PNG image is not taken.');
  if (width * height === 0 || width * height > PIXELS_MAX)
    throw new Unusable('This image is empty or too large.');
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const raw = unfilter(inflate(packed, height * (1 + width * channels)), { width, height, channels });
  const palette = chunks.find(({ type }) => type === 'PLTE')?.data;
  return { width, height, rgba: toRgba(raw, { colours, channels, palette }) };
}

function inflate(packed: Buffer, maxOutputLength: number): Buffer {
  try {
    return inflateSync(packed, { maxOutputLength });
  } catch {
    throw new Unusable('This PNG image is damaged.');
  }
}

function chunksOf(bytes: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      data: bytes.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

/** Each row begins with the number of the filter that foretold its bytes from the left and the row above. */
function unfilter(
  rows: Buffer,
  { width, height, channels }: { width: number; height: number; channels: number },
): Buffer {
  const stride = width * channels;
  if (rows.length < height * (stride + 1)) throw new Unusable('This PNG image is not complete.');
  const raw = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x >= channels ? (raw[at - channels] ?? 0) : 0;
      const up = y > 0 ? (raw[at - stride] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (raw[at - stride - channels] ?? 0) : 0;
      raw[at] = (rows[y * (stride + 1) + 1 + x] ?? 0) + foretold(filter, left, up, corner);
    }
  }
  return raw;
}

function foretold(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) throw new Unusable('This PNG image is damaged.');
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function toRgba(
  raw: Buffer,
  { colours, channels, palette }: { colours: number; channels: number; palette: Buffer | undefined },
): Buffer {
  const rgba = Buffer.alloc((raw.length / channels) * 4, 255);
  for (let from = 0, to = 0; from < raw.length; from += channels, to += 4) {
    if (colours === 3) {
      palette?.copy(rgba, to, (raw[from] ?? 0) * 3, (raw[from] ?? 0) * 3 + 3);
    } else if (channels <= 2) {
      rgba.fill(raw[from] ?? 0, to, to + 3);
      if (channels === 2) rgba[to + 3] = raw[from + 1] ?? 255;
    } else {
      raw.copy(rgba, to, from, from + channels);
    }
  }
  return rgba;
}

export function encodePng({ width, height, rgba }: Pixels): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, TRUE_COLOUR_WITH_OPACITY, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width * 4 + 1));
  for (let y = 0; y < height; y += 1)
    rgba.copy(rows, y * (width * 4 + 1) + 1, y * width * 4, (y + 1) * width * 4);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([PNG_SIGNATURE, ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
