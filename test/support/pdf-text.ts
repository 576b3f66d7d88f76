import { inflateSync } from 'node:zlib';

/** What a PDF of ours says, page by page: pdfkit's streams inflated and its glyphs read back by the fonts' own tables. */
export function pdfPages(pdf: Buffer): string[] {
  const objects = objectsOf(pdf);
  return [...objects.values()]
    .filter(({ head }) => /\/Type \/Page\b/.test(head))
    .map(({ head }) => textOf(objects, head));
}

interface PdfObject {
  head: string;
  stream: string;
}

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const raw = pdf.toString('latin1');
  const objects = new Map<string, PdfObject>();
  for (const match of raw.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id = '', body = ''] = match;
    const begin = body.indexOf('stream\n');
    const head = begin < 0 ? body : body.slice(0, begin);
    const bytes = begin < 0 ? '' : body.slice(begin + 7, body.lastIndexOf('\nendstream'));
    const deflated = head.includes('FlateDecode') && !head.includes('/FontFile');
    objects.set(id, { head, stream: deflated ? inflated(bytes) : bytes });
  }
  return objects;
}

/** Font programs are deflated too, and of no interest. */
function inflated(bytes: string): string {
  return inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1');
}

function textOf(objects: ReadonlyMap<string, PdfObject>, page: string): string {
  const follow = (head: string, name: string) =>
    objects.get(new RegExp(`/${name} (\\d+) 0 R`).exec(head)?.[1] ?? '') ?? { head, stream: '' };
  const resources = follow(page, 'Resources').head;
  const fonts = new Map<string, ReadonlyMap<string, string>>();
  for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    fonts.set(name, glyphsOf(follow(objects.get(id)?.head ?? '', 'ToUnicode').stream));
  }
  let font: ReadonlyMap<string, string> = new Map();
  const words: string[] = [];
  for (const token of follow(page, 'Contents').stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ|ET/g)) {
    if (token[1]) font = fonts.get(token[1]) ?? font;
    else if (token[2] !== undefined) words.push(read(token[2], font));
    else words.push(' ');
  }
  return words.join('').replace(/\s+/g, ' ');
}

function read(shown: string, font: ReadonlyMap<string, string>): string {
  const hex = [...shown.matchAll(/<([0-9a-f]+)>/g)].map(([, digits]) => digits).join('');
  return (hex.match(/.{4}/g) ?? []).map((glyph) => font.get(glyph) ?? '\uFFFD').join('');
}

/** "<0000> <00ff> [<0000> <0048> …]": glyph by glyph, in UTF-16. */
function glyphsOf(table: string): Map<string, string> {
  const glyphs = new Map<string, string>();
  for (const [, first = '0', list = ''] of table.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g)) {
    for (const [at, [, code = '']] of [...list.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const text = Buffer.from(code.replaceAll(' ', ''), 'hex').swap16().toString('utf16le');
      glyphs.set((Number.parseInt(first, 16) + at).toString(16).padStart(4, '0'), text);
    }
  }
  return glyphs;
}
