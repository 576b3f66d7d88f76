import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Request, type Response, type Router } from 'express';
import {
  entriesIn,
  openStatement,
  type Statement,
  statementCsv,
  statementLines,
  sumStatement,
} from '../../credits/index.js';
import { now } from '../../platform/clock.js';
import { BYTE_ORDER_MARK } from '../../platform/csv.js';
import { DomainError } from '../../platform/errors.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { writeStatement } from './statement-pdf.js';
import { askedFor, periodInName } from './statement-period.js';

/** What a PDF is made for at most: some 60 pages. CSV has no such end. */
export const PDF_ENTRIES_MAX = 2_000;

class StatementTooLong extends DomainError {
  override readonly code = 'statement_too_long';

  constructor(entries: number) {
    super(
      `This period has ${entries.toLocaleString('en-US')} movements, and a PDF holds at most ${PDF_ENTRIES_MAX.toLocaleString('en-US')}. Choose a shorter period, or take the CSV file, which holds all of them.`,
    );
  }
}

/** The statement of a period to keep: as CSV, streamed however long it is, and as PDF. */
export function statementFiles({ db }: HttpDeps): Router {
  const opened = async (req: Request) => {
    const at = await now(db);
    const { period } = askedFor(req.query, at);
    const statement = await openStatement(db, { wallet_id: customerOf(req).id, period });
    return { at, statement, name: `statement-${periodInName(period, at)}` };
  };
  const linesOf = (statement: Statement) => statementLines(db, statement, { order: 'oldest' });
  return express
    .Router()
    .get('/credits/statement.csv', requireCustomer, async (req, res) => {
      const { statement, name } = await opened(req);
      const rows = statementCsv(linesOf(statement), { reader: 'customer' });
      download(res, `${name}.csv`).type('text/csv; charset=utf-8').write(BYTE_ORDER_MARK);
      await pipeline(Readable.from(rows), res);
    })
    .get('/credits/statement.pdf', requireCustomer, async (req, res) => {
      const { at, statement, name } = await opened(req);
      if (entriesIn(statement) > PDF_ENTRIES_MAX) throw new StatementTooLong(entriesIn(statement));
      const { name: person, email } = customerOf(req);
      const customer = { name: person, email };
      const summed = await sumStatement(db, statement);
      const paper = { brand: String(res.app.locals.brand), customer, at, statement: summed };
      const pdf = await writeStatement(paper, linesOf(statement));
      await pipeline(pdf, download(res, `${name}.pdf`).type('application/pdf'));
    });
}

function download(res: Response, name: string): Response {
  return res.set('Content-Disposition', `attachment; filename="${name}"`);
}
