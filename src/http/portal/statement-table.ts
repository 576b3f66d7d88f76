import { formatCredits, type StatementLine } from '../../credits/index.js';
import { momentInFull } from '../dates.js';
import { asArtifact, heightOf, INK, INNER, PAGE, type Pdf, rule, write } from '../pdf/document.js';
import { signed } from '../view-helpers.js';
import { fromWords } from './movements.js';

const COLUMNS = [
  { title: 'Date (UTC)', x: INNER.left, width: 104, align: 'left' },
  { title: 'What', x: INNER.left + 112, width: INNER.width - 112 - 150, align: 'left' },
  { title: 'Change', x: INNER.right - 142, width: 68, align: 'right' },
  { title: 'Balance', x: INNER.right - 68, width: 68, align: 'right' },
] as const;
const [DATE, WHAT, CHANGE, BALANCE] = COLUMNS;
const FLOOR = PAGE.height - PAGE.foot;
const HEAD_HEIGHT = 18;

type Structure = ReturnType<Pdf['struct']>;

/** The lines as a table that says its columns again on every page. */
export async function drawTable(
  doc: Pdf,
  root: Structure,
  { lines, opening, at }: { lines: AsyncIterable<StatementLine>; opening: number; at: Date },
): Promise<void> {
  const table = doc.struct('Table');
  root.add(table);
  table.add(
    doc.struct(
      'TR',
      {},
      COLUMNS.map((column) => doc.struct('TH', {}, () => drawTitle(doc, column))),
    ),
  );
  doc.y += HEAD_HEIGHT;
  let count = 0;
  for await (const line of lines) {
    if (doc.y + heightOfLine(doc, line) > FLOOR) {
      doc.addPage();
      asArtifact(doc, () => {
        for (const column of COLUMNS) drawTitle(doc, column);
      });
      doc.y += HEAD_HEIGHT;
    }
    drawLine(doc, table, { line, at });
    count += 1;
  }
  table.end();
  if (count === 0) root.add(doc.struct('P', {}, () => drawNothing(doc, opening)));
}

function drawTitle(doc: Pdf, { title, x, width, align }: (typeof COLUMNS)[number]): void {
  const { y } = doc;
  write(doc, title, { x, y, width, align, size: 8, color: INK.quiet });
  rule(doc, y + 13);
  doc.y = y;
}

function drawLine(doc: Pdf, table: Structure, { line, at }: { line: StatementLine; at: Date }): void {
  const { y } = doc;
  const bottom = y + heightOfLine(doc, line);
  const cells = [
    () => write(doc, momentOf(line, at), { ...DATE, y, color: INK.soft }),
    () => drawWhat(doc, line, y),
    () => write(doc, signed(line.amount), { ...CHANGE, y }),
    () => write(doc, formatCredits(line.available_after), { ...BALANCE, y, color: INK.soft }),
  ];
  table.add(
    doc.struct(
      'TR',
      {},
      cells.map((draw) => doc.struct('TD', {}, () => void draw())),
    ),
  );
  asArtifact(doc, () => rule(doc, bottom - 4));
  doc.y = bottom;
}

function drawWhat(doc: Pdf, line: StatementLine, y: number): void {
  const below = write(doc, line.label, { ...WHAT, y });
  const note = noteOf(line);
  if (note) write(doc, note, { ...WHAT, y: below, size: 8, color: INK.quiet });
}

function heightOfLine(doc: Pdf, line: StatementLine): number {
  const label = heightOf(doc, line.label, { width: WHAT.width, size: 9 });
  const note = noteOf(line);
  return label + (note ? heightOf(doc, note, { width: WHAT.width, size: 8 }) : 0) + 9;
}

function noteOf(line: StatementLine): string {
  const owed = line.debt === 0 ? '' : `${signed(line.debt)} owed`;
  return [line.receipt_number ?? '', fromWords(line), owed].filter(Boolean).join(' · ');
}

/** "3 Nov 2026, 16:20": the zone stands above. */
function momentOf({ effective_at }: StatementLine, now: Date): string {
  return momentInFull(effective_at, { now })
    .replace(/ UTC$/, '')
    .replace(/^(\d+ \w{3})\w*/, '$1');
}

function drawNothing(doc: Pdf, opening: number): void {
  const text = `Nothing moved in this period: the balance stayed ${formatCredits(opening)}.`;
  write(doc, text, { x: INNER.left, y: doc.y + 4, width: INNER.width, color: INK.soft });
}
