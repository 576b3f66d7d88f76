import React from 'react';
import { Empty } from '../parts/empty.js';
import { credits, words } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { State } from '../parts/states.js';
import type { Override, Page } from './types.js';

interface Props {
  readonly page: Page;
  readonly onStart: (() => void) | undefined;
  readonly onEnd: (override: Override) => void;
}

/** The exceptions that hold for this customer, and those that did. */
export function OverridesTab({ page, onStart, onEnd }: Props): React.ReactElement {
  const { overrides, may } = page;
  const mayEnd = (override: Override) =>
    override.active && may.override.some((kind) => kind === override.kind);
  return (
    <section className="card table-card below" aria-label="Overrides">
      <div className="card-head row between">
        <h2>Overrides</h2>
        {onStart ? (
          <button type="button" className="btn" onClick={onStart}>
            Add override
          </button>
        ) : null}
      </div>
      {overrides.length > 0 ? (
        <table className="list">
          <thead>
            <tr>
              <th>What</th>
              <th>State</th>
              <th>Since</th>
              <th>Until</th>
              <th>Whose</th>
              <th>Reason</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {overrides.map((override) => (
              <Row key={override.id} override={override} onEnd={mayEnd(override) ? onEnd : undefined} />
            ))}
          </tbody>
        </table>
      ) : (
        <Empty title="Nothing is different for this customer." />
      )}
    </section>
  );
}

function Row({
  override,
  onEnd,
}: {
  override: Override;
  onEnd: Props['onEnd'] | undefined;
}): React.ReactElement {
  const until = override.ended_at ?? override.ends_at;
  return (
    <tr>
      <td data-label="What">{overrideWords(override)}</td>
      <td data-label="State">
        <State of="override" value={override.active ? 'active' : 'ended'} />
      </td>
      <td data-label="Since" className="nowrap">
        <Moment at={override.starts_at} />
      </td>
      <td data-label="Until" className="nowrap">
        {until ? <Moment at={until} /> : <span className="muted">ended by hand</span>}
      </td>
      <td data-label="Whose">{override.owner}</td>
      <td data-label="Reason">
        {override.reason}
        {override.ticket ? <div className="xs muted">ticket {override.ticket}</div> : null}
      </td>
      <td>
        {onEnd ? (
          <button type="button" className="btn small" onClick={() => onEnd(override)}>
            End
          </button>
        ) : null}
      </td>
    </tr>
  );
}

/** "Image metadata costs 5 credits", "Spending frozen". */
export function overrideWords({ kind, service, service_name, cost }: Override): string {
  if (kind !== 'service_cost') return words(kind);
  return `${service_name ?? service} costs ${credits(cost ?? 0)} credits`;
}
