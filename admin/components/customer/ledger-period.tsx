import React from 'react';
import { ROOT } from '../parts/office.js';
import type { Ask } from './ledger-asked.js';

const PERIODS = [
  ['', 'All'],
  ['this-month', 'This month'],
  ['last-month', 'Last month'],
  ['last-90-days', 'Last 90 days'],
] as const;
const DAYS = 'days';

interface Props {
  readonly id: string;
  readonly asked: URLSearchParams;
  readonly onAsk: Ask;
}

/** Which movements are shown: a named period, or days of UTC; and the same as a file. */
export function LedgerPeriod({ id, asked, onAsk }: Props): React.ReactElement {
  const hasDays = asked.has('from') || asked.has('to');
  const search = new URLSearchParams([...asked].filter(([name]) => ['period', 'from', 'to'].includes(name)));
  return (
    <span className="row small ledger-period">
      <select
        className="input"
        aria-label="Period"
        value={hasDays ? DAYS : (asked.get('period') ?? '')}
        onChange={(event) => onAsk({ period: event.target.value, from: '', to: '', cursor: '' })}
      >
        {PERIODS.map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
        {hasDays ? <option value={DAYS}>Chosen days</option> : null}
      </select>
      <Day end="from" asked={asked} onAsk={onAsk} />
      <span className="muted">–</span>
      <Day end="to" asked={asked} onAsk={onAsk} />
      <a className="btn" href={`${ROOT}/downloads/customers/${id}/ledger.csv?${search}`} download>
        CSV
      </a>
    </span>
  );
}

function Day({ end, asked, onAsk }: Omit<Props, 'id'> & { end: 'from' | 'to' }): React.ReactElement {
  return (
    <input
      className="input"
      type="date"
      aria-label={`Day, ${end} (UTC)`}
      value={asked.get(end) ?? ''}
      onChange={(event) => onAsk({ [end]: event.target.value, period: '', cursor: '' })}
    />
  );
}
