import { crc32 } from 'node:zlib';
import { Unusable } from '../service.js';
import { PNG_SIGNATURE } from './png.js';

export interface ImageHeader {
  format: 'PNG' | 'JPEG' | 'GIF';
  width: number;
  height: number;
  /** Facts that only some formats tell, in words. */
  details: Record<string, string>;
}

/**
 * Reads what an image says of itself in its first bytes, without decoding it.
 *
 * @throws Unusable where it is none of ours, or its header is cut off or says what no image can be
 */
export function readHeader(bytes: Buffer): ImageHeader {
  const header = headerOf(bytes);
  if (header.width === 0 || header.height === 0) throw new Unusable('This image has no size.');
  return header;
}

function headerOf(bytes: Buffer): ImageHeader {
  if (bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) return readPng(bytes);
  if (/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return readGif(bytes);
  if (bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8) return readJpeg(bytes);
  throw new Unusable('This is no PNG, JPEG or GIF image.');
}

function damaged(format: ImageHeader['format']): Unusable {
  return new Unusable(`This ${format} image is damaged.`);
}

/** The format's own bound, 2³¹ - 1. */
const PNG_SIDE_MAX = 0x7fffffff;
/** By the number of each kind of colour: what it is called, and the bits that a channel of it may have. */
const PNG_COLOURS: Readonly<Record<number, { name: string; depths: readonly number[] }>> = {
  0: { name: 'grey', depths: [1, 2, 4, 8, 16] },
  2: { name: 'true colour', depths: [8, 16] },
  3: { name: 'palette', depths: [1, 2, 4, 8] },
  4: { name: 'grey with transparency', depths: [8, 16] },
  6: { name: 'true colour with transparency', depths: [8, 16] },
};
/** Length and name of the chunk that comes first. */
const IHDR = Buffer.from('\0\0\0\x0dIHDR', 'latin1');
const IHDR_END = 33;

function readPng(bytes: Buffer): ImageHeader {
  const isWhole = bytes.length >= IHDR_END && bytes.subarray(8, 16).equals(IHDR);
  if (!isWhole || crc32(bytes.subarray(12, 29)) !== bytes.readUInt32BE(29)) throw damaged('PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth = 0, kind = -1] = bytes.subarray(24, 26);
  const colours = PNG_COLOURS[kind];
  if (!colours?.depths.includes(depth) || Math.max(width, height) > PNG_SIDE_MAX) throw damaged('PNG');
  return {
    format: 'PNG',
    width,
    height,
    details: { Depth: `${depth} bits a channel`, Colours: colours.name },
  };
}

const GIF_SCREEN_END = 13;

function readGif(bytes: Buffer): ImageHeader {
  const flags = bytes[10] ?? 0;
  const palette = flags & 0x80 ? 2 ** ((flags & 7) + 1) : 0;
  if (bytes.length < GIF_SCREEN_END + 3 * palette) throw damaged('GIF');
  return {
    format: 'GIF',
    width: bytes.readUInt16LE(6),
    height: bytes.readUInt16LE(8),
    details: { Colours: palette ? `palette of ${palette}` : 'no common palette' },
  };
}

const JPEG_PROCESSES: Readonly<Record<number, string>> = {
  192: 'baseline',
  193: 'extended',
  194: 'progressive',
};
const JPEG_CHANNELS: Readonly<Record<number, string>> = { 1: 'grey', 3: 'true colour', 4: 'print (CMYK)' };
const JPEG_DEPTHS = [8, 12];

/** Walks the segments to the frame header, which alone knows the size. */
function readJpeg(bytes: Buffer): ImageHeader {
  for (let at = 2; at + 4 <= bytes.length; ) {
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (bytes[at] !== 0xff || end < at + 4) throw damaged('JPEG');
    const process = JPEG_PROCESSES[bytes[at + 1] ?? 0];
    if (process) return readFrame(bytes.subarray(at + 4, end), process);
    at = end;
  }
  throw new Unusable('This JPEG image ends before it tells its size.');
}

/** Six bytes, and three for each channel. */
function readFrame(frame: Buffer, process: string): ImageHeader {
  const [depth = 0, , , , , channels = 0] = frame;
  const isWhole = channels > 0 && frame.length === 6 + 3 * channels;
  if (!isWhole || !JPEG_DEPTHS.includes(depth)) throw damaged('JPEG');
  return {
    format: 'JPEG',
    width: frame.readUInt16BE(3),
    height: frame.readUInt16BE(1),
    details: {
      Depth: `${depth} bits a channel`,
      Colours: JPEG_CHANNELS[channels] ?? 'unknown',
      Process: process,
    },
  };
}
