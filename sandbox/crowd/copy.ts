import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Row } from '../history/rows.js';

/** Lines in one piece of a stream: large enough to be fast, small enough to let others have a turn. */
const PIECE = 2000;

type Line = { at: string; text: string };

/** Rows of one table in PostgreSQL's text format. All rows name the same columns. */
export class Copy {
  private columns: readonly string[] = [];
  private readonly lines: Line[] = [];

  constructor(readonly table: string) {}

  get length(): number {
    return this.lines.length;
  }

  add(rows: readonly Row[]): void {
    for (const row of rows) {
      if (this.columns.length === 0) this.columns = Object.keys(row);
      this.lines.push({ at: (row as { created_at: string }).created_at, text: lineOf(row, this.columns) });
    }
  }

  /** Sends the rows in the order of time, as tables look that many customers write to. @param into another table of the same shape */
  async send(client: pg.Client, into = this.table): Promise<void> {
    if (this.lines.length === 0) return;
    this.lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const stream = client.query(copyFrom(`COPY ${into} (${this.columns.join(', ')}) FROM STDIN`));
    await pipeline(Readable.from(this.pieces()), stream);
  }

  private *pieces(): Generator<Buffer> {
    for (let start = 0; start < this.lines.length; start += PIECE) {
      let piece = '';
      for (const { text } of this.lines.slice(start, start + PIECE)) piece += text;
      yield Buffer.from(piece);
    }
  }
}

/** Joined, not added up: the parts of a text that was added up stay in memory with it. */
function lineOf(row: Row, columns: readonly string[]): string {
  const fields = row as Record<string, unknown>;
  return `${columns.map((column) => fieldOf(fields[column])).join('\t')}\n`;
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function fieldOf(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return SPECIAL.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (found) => ESCAPED[found] ?? found) : text;
}
