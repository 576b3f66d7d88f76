import { Unusable } from '../service.js';

export interface ImageHeader {
  format: 'PNG' | 'JPEG' | 'GIF';
  width: number;
  height: number;
  /** Facts that only some formats tell, in words. */
  details: Record<string, string>;
}

/** Reads what an image says of itself in its first bytes, without decoding it. Throws when it is none of ours. */
export function readHeader(bytes: Buffer): ImageHeader {
  if (bytes.length >= 26 && bytes.toString('latin1', 1, 4) === 'PNG') return readPng(bytes);
  if (bytes.length >= 13 && /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))) return readGif(bytes);
  if (bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8) return readJpeg(bytes);
  throw new Unusable('This is no PNG, JPEG or GIF image.');
}

const PNG_COLOURS: Readonly<Record<number, string>> = {
  0: 'grey',
  2: 'true colour',
  3: 'palette',
  4: 'grey with transparency',
  6: 'true colour with transparency',
};

function readPng(bytes: Buffer): ImageHeader {
  return {
    format: 'PNG',
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    details: { Depth: `${bytes[24]} bits a channel`, Colours: PNG_COLOURS[bytes[25] ?? -1] ?? 'unknown' },
  };
}

function readGif(bytes: Buffer): ImageHeader {
  const flags = bytes[10] ?? 0;
  return {
    format: 'GIF',
    width: bytes.readUInt16LE(6),
    height: bytes.readUInt16LE(8),
    details: { Colours: flags & 0x80 ? `palette of ${2 ** ((flags & 7) + 1)}` : 'no common palette' },
  };
}

const JPEG_PROCESSES: Readonly<Record<number, string>> = {
  192: 'baseline',
  193: 'extended',
  194: 'progressive',
};
const JPEG_CHANNELS: Readonly<Record<number, string>> = { 1: 'grey', 3: 'true colour', 4: 'print (CMYK)' };

/** Walks the segments to the frame header, which alone knows the size. */
function readJpeg(bytes: Buffer): ImageHeader {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) throw new Unusable('This JPEG image is damaged.');
    const marker = bytes[at + 1] ?? 0;
    const process = JPEG_PROCESSES[marker];
    if (process) {
      const details = {
        Depth: `${bytes[at + 4]} bits a channel`,
        Colours: JPEG_CHANNELS[bytes[at + 9] ?? 0] ?? 'unknown',
        Process: process,
      };
      return {
        format: 'JPEG',
        width: bytes.readUInt16BE(at + 7),
        height: bytes.readUInt16BE(at + 5),
        details,
      };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw new Unusable('This JPEG image ends before it tells its size.');
}
