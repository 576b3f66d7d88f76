import { decodePng, encodePng, type Pixels } from './image/png.js';
import type { Service } from './service.js';

/** The longer side of a thumbnail. */
const SIDE_MAX = 160;
const BYTES_MAX = 2_000_000;

export const thumbnail: Service = {
  slug: 'thumbnail',
  name: 'Thumbnail',
  description: 'Makes a small picture of a large one.',
  unit: 'image',
  cost: 0,
  input: {
    kind: 'file',
    label: 'Image',
    hint: 'PNG, up to 2 MB.',
    max_bytes: BYTES_MAX,
    accept: 'image/png',
  },
  run(input) {
    const original = decodePng(Buffer.from(input));
    const small = shrink(original, SIDE_MAX);
    const data = encodePng(small);
    const { width, height } = small;
    return {
      summary: `A thumbnail of ${width} × ${height} pixels.`,
      facts: [
        { label: 'Before', value: `${original.width} × ${original.height} pixels` },
        {
          label: 'After',
          value: `${width} × ${height} pixels, ${data.length.toLocaleString('en-US')} bytes`,
        },
      ],
      image: { media_type: 'image/png', data, width, height },
    };
  },
};

/** Each new pixel is the mean of those it covers, weighted by their opacity. Never enlarges. */
export function shrink(original: Pixels, side_max: number): Pixels {
  const factor = Math.max(1, Math.max(original.width, original.height) / side_max);
  const width = Math.max(1, Math.round(original.width / factor));
  const height = Math.max(1, Math.round(original.height / factor));
  const rgba = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const rows = covered(y, height, original.height);
    for (let x = 0; x < width; x += 1) {
      rgba.set(mean(original, rows, covered(x, width, original.width)), (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

type Span = { from: number; to: number };

function covered(at: number, small: number, large: number): Span {
  const from = Math.floor((at * large) / small);
  return { from, to: Math.max(from + 1, Math.floor(((at + 1) * large) / small)) };
}

function mean({ width, rgba }: Pixels, rows: Span, columns: Span): number[] {
  let [red, green, blue, opacity] = [0, 0, 0, 0];
  for (let y = rows.from; y < rows.to; y += 1) {
    for (let x = columns.from; x < columns.to; x += 1) {
      const at = (y * width + x) * 4;
      const weight = rgba[at + 3] ?? 0;
      red += (rgba[at] ?? 0) * weight;
      green += (rgba[at + 1] ?? 0) * weight;
      blue += (rgba[at + 2] ?? 0) * weight;
      opacity += weight;
    }
  }
  if (opacity === 0) return [0, 0, 0, 0];
  const count = (rows.to - rows.from) * (columns.to - columns.from);
  return [red / opacity, green / opacity, blue / opacity, opacity / count].map(Math.round);
}
