import { formatMoney } from '../../platform/money.js';
import { dayInWords, momentInFull } from '../dates.js';
import { createPdf, INK, INNER, numberPages, type Pdf, rule, write } from '../pdf/document.js';
import type { ShownReceipt } from './receipt-view.js';

/** All that the paper says. Times are those of UTC. */
export interface ReceiptPaper {
  seller: { name: string; email: string; site: string };
  buyer: { name: string; email: string };
  at: Date;
  receipt: ShownReceipt;
}

const HALF = INNER.width / 2 - 12;
const LEFT = { x: INNER.left, width: HALF };
const RIGHT = { x: INNER.left + INNER.width / 2 + 12, width: HALF };
const AMOUNT = { x: INNER.right - 110, width: 110, align: 'right' } as const;
const WHAT = { x: INNER.left, width: INNER.width - 120 } as const;

/** The receipt on paper; a stream that is ready to be read. */
export async function drawReceipt(paper: ReceiptPaper): Promise<Pdf> {
  const { seller, at, receipt } = paper;
  const doc = await createPdf({ title: receipt.title, author: seller.name, at });
  const root = doc.struct('Document');
  doc.addStructure(root);
  root.add(
    doc.struct('Sect', {}, [
      doc.struct('H1', {}, () => drawHead(doc, paper)),
      doc.struct('P', {}, () => drawParties(doc, paper)),
      doc.struct('P', {}, () => drawPayment(doc, paper)),
    ]),
  );
  root.add(drawTable(doc, paper));
  root.end();
  numberPages(doc, [seller.name, receipt.receipt_number].filter(Boolean).join(', '));
  doc.end();
  return doc;
}

function drawHead(doc: Pdf, { seller, receipt }: ReceiptPaper): void {
  doc.roundedRect(INNER.left, 56, 8, 8, 2).fill(INK.accent);
  write(doc, seller.name, { x: INNER.left + 14, y: 53, width: 300, size: 11, weight: 600 });
  write(doc, 'Receipt', { x: INNER.left, y: 88, width: INNER.width, size: 20, weight: 600 });
  const number = receipt.receipt_number ?? 'Its number is being prepared.';
  const issued = receipt.issued_at ? `, issued ${fullDay(receipt.issued_at)}` : '';
  write(doc, `${number}${issued}`, { x: INNER.left, y: 114, width: INNER.width, size: 10, color: INK.soft });
  doc.y = 146;
}

/** Who sold and who bought, side by side. */
function drawParties(doc: Pdf, { seller, buyer }: ReceiptPaper): void {
  const top = doc.y;
  const from = block(doc, {
    ...LEFT,
    y: top,
    title: 'From',
    lines: [seller.name, seller.email, seller.site],
  });
  const to = block(doc, { ...RIGHT, y: top, title: 'For', lines: [buyer.name, buyer.email] });
  doc.y = Math.max(from, to) + 14;
}

function drawPayment(doc: Pdf, { at, receipt }: ReceiptPaper): void {
  const { paid_at, card, reference, disputed } = receipt;
  const top = doc.y;
  const paid = paid_at ? momentInFull(paid_at, { now: at }) : '';
  const when = block(doc, {
    ...LEFT,
    y: top,
    title: 'Paid',
    lines: [paid, card ? `with ${card}` : '', disputed ? `disputed since ${fullDay(disputed.at)}` : ''],
  });
  const which = block(doc, { ...RIGHT, y: top, title: 'Payment reference', lines: [reference] });
  doc.y = Math.max(when, which) + 22;
}

/** A title and its lines, the first of them strong; empty ones are left out. Answers where it ends. */
function block(
  doc: Pdf,
  given: { x: number; y: number; width: number; title: string; lines: readonly string[] },
): number {
  const { title, lines, x, width } = given;
  let y = write(doc, title, { x, y: given.y, width, size: 8, color: INK.quiet }) + 2;
  for (const [at, line] of lines.filter(Boolean).entries())
    y = write(doc, line, { x, y, width, color: at === 0 ? INK.strong : INK.soft }) + 1;
  return y;
}

interface Line {
  what: string;
  under?: string;
  amount: string;
  strong?: boolean;
}

function linesOf({ receipt }: ReceiptPaper): Line[] {
  const { description, credits, amount_minor, net_minor, currency, went_back } = receipt;
  return [
    {
      what: description,
      ...(credits ? { under: credits } : {}),
      amount: formatMoney(amount_minor, currency),
    },
    ...went_back.map((back) => ({
      what: back.note ?? '',
      under: fullDay(back.at),
      amount: `−${formatMoney(back.amount_minor, back.currency)}`,
    })),
    {
      what: went_back.length > 0 ? 'Paid, less what went back' : 'Paid',
      amount: formatMoney(net_minor, currency),
      strong: true,
    },
  ];
}

function drawTable(doc: Pdf, paper: ReceiptPaper): ReturnType<Pdf['struct']> {
  const table = doc.struct('Table');
  table.add(
    doc.struct('TR', {}, [
      doc.struct('TH', {}, () => {
        write(doc, 'What', { ...WHAT, y: doc.y, size: 8, color: INK.quiet });
      }),
      doc.struct('TH', {}, () => {
        write(doc, 'Amount', { ...AMOUNT, y: doc.y - 10, size: 8, color: INK.quiet });
        rule(doc, doc.y + 3);
        doc.y += 10;
      }),
    ]),
  );
  for (const line of linesOf(paper)) table.add(drawLine(doc, line));
  table.end();
  return table;
}

function drawLine(doc: Pdf, { what, under, amount, strong = false }: Line): ReturnType<Pdf['struct']> {
  const weight = strong ? 600 : 400;
  let top = 0;
  return doc.struct('TR', {}, [
    doc.struct('TD', {}, () => {
      top = doc.y;
      write(doc, what, { ...WHAT, y: top, weight });
      if (under) write(doc, under, { ...WHAT, y: doc.y + 1, size: 8, color: INK.soft });
    }),
    doc.struct('TD', {}, () => {
      const bottom = doc.y;
      write(doc, amount, { ...AMOUNT, y: top, weight });
      doc.y = Math.max(bottom, doc.y) + 6;
      rule(doc, doc.y);
      doc.y += 8;
    }),
  ]);
}

/** With its year, whenever it is read. */
function fullDay(at: Date): string {
  return dayInWords(at, { now: new Date(0) });
}
