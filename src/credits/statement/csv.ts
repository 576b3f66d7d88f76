import { csvRow } from '../../platform/csv.js';
import { toCredits } from '../units.js';
import type { StatementLine } from './line.js';

const COLUMNS = [
  'Number',
  'Date (UTC)',
  'What',
  'Change',
  'Balance',
  'From credits',
  'Set aside',
  'Frozen',
  'Owed',
  'Kind',
  'Reference',
] as const;
const FOR_OPERATORS = ['Operator', 'Reason'] as const;

/**
 * A statement's lines as CSV, as they come, numbered by their entries: "8–9" for a line that stands for two. Credits are
 * plain numbers; operators get who acted, and why.
 */
export async function* statementCsv(
  lines: AsyncIterable<StatementLine>,
  { reader }: { reader: 'customer' | 'operator' },
): AsyncGenerator<string> {
  const operators = reader === 'operator';
  yield csvRow(operators ? [...COLUMNS, ...FOR_OPERATORS] : COLUMNS);
  for await (const line of lines) {
    const cells = cellsOf(line);
    yield csvRow(operators ? [...cells, line.operator, line.reason] : cells);
  }
}

function cellsOf(line: StatementLine): (string | number | null)[] {
  return [
    line.first_no === line.last_no ? line.last_no : `${line.first_no}–${line.last_no}`,
    line.effective_at.toISOString(),
    line.label,
    toCredits(line.amount),
    toCredits(line.available_after),
    line.parts.map(({ type, amount }) => `${type.replaceAll('_', '-')} ${toCredits(amount)}`).join('; '),
    toCredits(line.held),
    toCredits(line.frozen),
    toCredits(line.debt),
    line.kind,
    line.receipt_number ?? line.cause_id,
  ];
}
