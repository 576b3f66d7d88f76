import {
  daysOf,
  formatCredits,
  type Period,
  type StatementLine,
  type SummedStatement,
} from '../../credits/index.js';
import { dayInWords, momentInFull } from '../dates.js';
import { createPdf, INK, INNER, numberPages, type Pdf, rule, write } from '../pdf/document.js';
import { signed } from '../view-helpers.js';
import { drawTable } from './statement-table.js';

/** All that the paper says besides its lines. Times are those of UTC. */
export interface StatementPaper {
  brand: string;
  customer: { name: string; email: string };
  at: Date;
  statement: SummedStatement;
}

/** The statement on paper, with the lines oldest first; a stream that is ready to be read. */
export async function writeStatement(
  paper: StatementPaper,
  lines: AsyncIterable<StatementLine>,
): Promise<Pdf> {
  const { brand, customer, at, statement } = paper;
  const days = periodInWords(statement.period, at);
  const doc = await createPdf({ title: `Credit statement: ${days}`, author: brand, at });
  const root = doc.struct('Document');
  doc.addStructure(root);
  root.add(
    doc.struct('Sect', {}, [
      doc.struct('H1', {}, () => drawHead(doc, brand, days)),
      doc.struct('P', {}, () => drawFacts(doc, paper)),
    ]),
  );
  root.add(doc.struct('P', {}, () => drawTotals(doc, statement)));
  await drawTable(doc, root, { lines, opening: statement.opening, at });
  root.end();
  numberPages(doc, `${brand} credit statement for ${customer.email}`);
  doc.end();
  return doc;
}

/** "1 November 2026 to 30 November 2026". */
export function periodInWords(period: Period, now: Date): string {
  const words = (day: string) => dayInWords(new Date(`${day}T00:00:00Z`), { now: new Date(0) });
  const { from, to } = daysOf(period);
  const last = words(to ?? now.toISOString().slice(0, 10));
  return from ? `${words(from)} to ${last}` : `Everything until ${last}`;
}

function drawHead(doc: Pdf, brand: string, days: string): void {
  doc.roundedRect(INNER.left, 56, 8, 8, 2).fill(INK.accent);
  write(doc, brand, { x: INNER.left + 14, y: 53, width: 300, size: 11, weight: 600 });
  write(doc, 'Credit statement', { x: INNER.left, y: 88, width: INNER.width, size: 20, weight: 600 });
  write(doc, days, { x: INNER.left, y: 114, width: INNER.width, size: 10, color: INK.soft });
}

function drawFacts(doc: Pdf, { customer, at }: StatementPaper): void {
  const half = INNER.width / 2 - 12;
  const left = { x: INNER.left, width: half };
  const right = { x: INNER.left + INNER.width / 2 + 12, width: half };
  const top = 146;
  write(doc, 'For', { ...left, y: top, size: 8, color: INK.quiet });
  write(doc, 'Written', { ...right, y: top, size: 8, color: INK.quiet });
  write(doc, momentInFull(at, { now: at }), { ...right, y: top + 13 });
  write(doc, 'Days are those of UTC.', { ...right, y: top + 26, color: INK.soft });
  const below = customer.name
    ? write(doc, customer.name, { ...left, y: top + 13, weight: 600 }) + 1
    : top + 13;
  write(doc, customer.email, { ...left, y: below, color: INK.soft });
  doc.y = Math.max(doc.y, top + 40) + 18;
}

/** Opening balance, what moved by its sort, closing balance. */
function drawTotals(doc: Pdf, { opening, totals, closing }: SummedStatement): void {
  const rows: [string, string, boolean][] = [
    ['Opening balance', formatCredits(opening), true],
    ...totals.map(({ label, amount }): [string, string, boolean] => [label, signed(amount), false]),
    ['Closing balance', formatCredits(closing), true],
  ];
  let { y } = doc;
  for (const [label, figure, strong] of rows) {
    const weight = strong ? 600 : 400;
    const color = strong ? INK.strong : INK.soft;
    write(doc, label, { x: INNER.left, y, width: INNER.width - 100, weight, color });
    write(doc, figure, { x: INNER.right - 100, y, width: 100, align: 'right', weight, color });
    y += 15;
    if (label === 'Opening balance' || label === totals.at(-1)?.label) rule(doc, y - 2);
    if (label === 'Opening balance' || label === totals.at(-1)?.label) y += 4;
  }
  doc.y = y + 18;
}
