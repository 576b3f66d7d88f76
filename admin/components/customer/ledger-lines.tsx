import React from 'react';
import { Empty } from '../parts/empty.js';
import { change, credits, words } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import type { Ask } from './ledger-asked.js';
import { LedgerPeriod } from './ledger-period.js';
import type { Ledger, Line } from './types.js';

interface Props {
  readonly id: string;
  readonly ledger: Omit<Ledger, 'explanation'>;
  readonly asked: URLSearchParams;
  readonly onAsk: Ask;
}

/** The movements of a period, newest first, between its opening and its closing balance. */
export function LedgerLines({ id, ledger, asked, onAsk }: Props): React.ReactElement {
  const { lines, next_cursor, statement } = ledger;
  const isPaged = asked.has('cursor');
  return (
    <section className="card" aria-label="Ledger">
      <div className="card-head row between">
        <h2>Ledger</h2>
        <LedgerPeriod id={id} asked={asked} onAsk={onAsk} />
      </div>
      <dl className="ledger-sum small">
        <Figure label="Opening" value={credits(statement.opening)} />
        {statement.totals.map(({ label, amount }) => (
          <Figure key={label} label={label} value={change(amount)} />
        ))}
        <Figure label="Closing" value={credits(statement.closing)} />
      </dl>
      <div className="table-card">
        {lines.length > 0 ? <Lines lines={lines} /> : <Empty title="No credits moved in this period." />}
      </div>
      {next_cursor || isPaged ? (
        <div className="pages small">
          <button type="button" className="btn" disabled={!isPaged} onClick={() => onAsk({ cursor: '' })}>
            Newest
          </button>
          <button
            type="button"
            className="btn"
            disabled={!next_cursor}
            onClick={() => onAsk({ cursor: next_cursor ?? '' })}
          >
            Older
          </button>
        </div>
      ) : null}
    </section>
  );
}

function Figure({ label, value }: { label: string; value: string }): React.ReactElement {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Lines({ lines }: { lines: readonly Line[] }): React.ReactElement {
  return (
    <table className="list">
      <thead>
        <tr>
          <th>No.</th>
          <th>When</th>
          <th>What</th>
          <th>Cause</th>
          <th className="n">Credits</th>
          <th className="n">Available after</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <LineRow key={line.first_no} line={line} />
        ))}
      </tbody>
    </table>
  );
}

function LineRow({ line }: { line: Line }): React.ReactElement {
  const { first_no, last_no, parts, held, frozen, debt } = line;
  const others = [
    [held, 'held'],
    [frozen, 'frozen'],
    [debt, 'owed'],
  ] as const;
  return (
    <tr>
      <td data-label="No." className="muted">
        {first_no === last_no ? first_no : `${first_no}–${last_no}`}
      </td>
      <td data-label="When" className="nowrap">
        <Moment at={line.effective_at} />
      </td>
      <td data-label="What">
        {line.label}
        {parts.length > 0 ? (
          <div className="xs muted">
            {parts.map(({ type, amount }) => `${change(amount)} ${words(type).toLowerCase()}`).join(', ')}
          </div>
        ) : null}
        {line.reason || line.operator ? (
          <div className="xs muted">
            {line.operator ? `${line.operator}: ` : ''}
            {line.reason ? `“${line.reason}”` : 'no reason given'}
          </div>
        ) : null}
      </td>
      <td data-label="Cause">
        {words(line.cause)}
        <div className="xs muted mono">{line.receipt_number ?? line.cause_id}</div>
      </td>
      <td data-label="Credits" className={line.amount > 0 ? 'n up' : 'n'}>
        {change(line.amount)}
        {others.map(([amount, word]) =>
          amount === 0 ? null : (
            <div key={word} className="xs muted">
              {change(amount)} {word}
            </div>
          ),
        )}
      </td>
      <td data-label="Available after" className="n">
        {credits(line.available_after)}
      </td>
    </tr>
  );
}
