import { mainFont, runsOf, type Weight } from './fonts.js';
import { unpackedFont } from './unpacked-font.js';

export type Pdf = PDFKit.PDFDocument;

/** Paper in points, and what stays white around it. */
export const PAGE = { width: 595.28, height: 841.89, margin: 52, foot: 64 } as const;
export const INNER = {
  left: PAGE.margin,
  right: PAGE.width - PAGE.margin,
  width: PAGE.width - 2 * PAGE.margin,
};

export const INK = {
  strong: '#1c1917',
  soft: '#57534e',
  quiet: '#736b65',
  line: '#d6d3d1',
  accent: '#0f766e',
} as const;

interface About {
  title: string;
  author: string;
  at: Date;
}

/**
 * A tagged A4 document with title and language, that keeps its pages until the end so that each knows their number.
 * The first one loads pdfkit: unpacking its tables takes longer than the start of all else, and few processes draw.
 */
export async function createPdf({ title, author, at }: About): Promise<Pdf> {
  const { default: PDFDocument } = await import('pdfkit');
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: PAGE.margin, left: PAGE.margin, right: PAGE.margin, bottom: 0 },
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en',
    displayTitle: true,
    bufferPages: true,
    info: { Title: title, Author: author, Creator: author, CreationDate: at },
    font: '',
  });
  return takeFont(doc, mainFont(400));
}

/** Makes a file's font the current one. Under its name the document opens it once. */
function takeFont(doc: Pdf, file: string): Pdf {
  return doc.registerFont(file, unpackedFont(file)).font(file);
}

interface Writing {
  x: number;
  y: number;
  width: number;
  size?: number;
  weight?: Weight;
  color?: string;
  align?: 'left' | 'right';
}

/** Writes a text in whatever fonts it needs, within a width; answers where the next line would begin. */
export function write(
  doc: Pdf,
  text: string,
  { x, y, width, size = 9, weight = 400, color = INK.strong, align = 'left' }: Writing,
): number {
  const runs = runsOf(text, weight);
  doc.fontSize(size).fillColor(color);
  for (const [at, run] of runs.entries()) {
    const options = { width, align, continued: at < runs.length - 1, features: ['tnum' as const] };
    takeFont(doc, run.font);
    if (at === 0) doc.text(run.text, x, y, options);
    else doc.text(run.text, options);
  }
  return doc.y;
}

/** How high a text will be. The main font stands for the others: they are no wider. */
export function heightOf(doc: Pdf, text: string, { width, size }: { width: number; size: number }): number {
  return takeFont(doc, mainFont(400)).fontSize(size).heightOfString(text, { width });
}

export function rule(doc: Pdf, y: number, color: string = INK.line): void {
  doc.moveTo(INNER.left, y).lineTo(INNER.right, y).lineWidth(0.5).strokeColor(color).stroke();
}

/** What belongs to the paper and not to the text: a screen reader passes over it. */
export function asArtifact(doc: Pdf, draw: () => void): void {
  doc.markContent('Artifact', { type: 'Pagination' });
  draw();
  doc.endMarkedContent();
}

/** "Page 1 of 3" and whose paper it is, under every page. Call it last, before `end`. */
export function numberPages(doc: Pdf, note: string): void {
  const { start, count } = doc.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    doc.switchToPage(page);
    asArtifact(doc, () => {
      const y = PAGE.height - PAGE.margin + 8;
      const at = { y, size: 8, color: INK.quiet };
      write(doc, note, { ...at, x: INNER.left, width: INNER.width - 90 });
      write(doc, `Page ${page - start + 1} of ${count}`, {
        ...at,
        x: INNER.right - 80,
        width: 80,
        align: 'right',
      });
    });
  }
}
