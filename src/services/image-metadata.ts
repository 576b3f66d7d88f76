import { type ImageHeader, readHeader } from './image/header.js';
import type { Service } from './service.js';

export const IMAGE_BYTES_MAX = 2_000_000;

export const imageMetadata: Service = {
  slug: 'image-metadata',
  name: 'Image metadata',
  description: 'Reads format, size and colours of a PNG, JPEG or GIF image.',
  unit: 'image',
  cost: 1_000,
  input: {
    kind: 'file',
    label: 'Image',
    hint: 'PNG, JPEG or GIF, up to 2 MB.',
    max_bytes: IMAGE_BYTES_MAX,
    accept: 'image/png,image/jpeg,image/gif',
  },
  run(input) {
    const bytes = Buffer.from(input);
    const header = readHeader(bytes);
    const { format, width, height, details } = header;
    return {
      summary: `A ${format} image of ${width} × ${height} pixels.`,
      facts: [
        { label: 'Format', value: format },
        { label: 'Size', value: `${width} × ${height} pixels` },
        { label: 'Shape', value: shapeOf(header) },
        ...Object.entries(details).map(([label, value]) => ({ label, value })),
        { label: 'File', value: `${bytes.length.toLocaleString('en-US')} bytes` },
      ],
    };
  },
};

function shapeOf({ width, height }: ImageHeader): string {
  const common = commonDivisor(width, height);
  const name = width === height ? 'square' : width > height ? 'landscape' : 'portrait';
  return `${name}, ${width / common}:${height / common}`;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
