import React from 'react';
import { Link } from 'react-router-dom';
import { ActButton } from '../dialog/act-button.js';
import { Empty } from '../parts/empty.js';
import { words } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { recordAddress } from '../parts/office.js';
import type { Work } from './types.js';

interface Props {
  readonly work: Work;
  readonly onDone: () => void;
}

/** Jobs of our own that failed to the last. */
export function GivenUpWork({ work, onDone }: Props): React.ReactElement {
  return (
    <Table title="Given up" none="Nothing is given up." isEmpty={work.dead.length === 0} first="What">
      {work.dead.map(({ id, queue, payload, attempts, error, dead_at }) => (
        <Row
          key={id}
          at={dead_at}
          attempts={attempts}
          error={error}
          again={work.may.retry_work ? { work: id } : undefined}
          onDone={onDone}
        >
          {words(queue.replaceAll('-', ' '))}
          <div className="xs muted mono">{about(payload)}</div>
        </Row>
      ))}
    </Table>
  );
}

/** Events of Stripe that failed to the last. */
export function GivenUpEvents({ work, onDone }: Props): React.ReactElement {
  return (
    <Table
      title="Events given up"
      none="No event of Stripe is given up."
      isEmpty={work.events.length === 0}
      first="Event"
    >
      {work.events.map(({ id, type, object_id, attempts, error, received_at }) => (
        <Row
          key={id}
          at={received_at}
          attempts={attempts}
          error={error}
          again={work.may.retry_events ? { event: id } : undefined}
          onDone={onDone}
        >
          <Link to={recordAddress('stripe-events', id)}>{type}</Link>
          <div className="xs muted mono">{object_id}</div>
        </Row>
      ))}
    </Table>
  );
}

/** "operation 0192…, charge ch_1": what a job's row says it is about. */
function about(payload: Readonly<Record<string, unknown>>): string {
  return Object.entries(payload)
    .map(([name, value]) => `${name.replace(/_id$/, '')} ${String(value)}`)
    .join(', ');
}

interface TableProps {
  readonly title: string;
  readonly none: string;
  readonly isEmpty: boolean;
  readonly first: string;
  readonly children: React.ReactNode;
}

function Table({ title, none, isEmpty, first, children }: TableProps): React.ReactElement {
  return (
    <section className="card table-card below" aria-label={title}>
      <div className="card-head">
        <h2>{title}</h2>
      </div>
      {isEmpty ? (
        <Empty title={none} />
      ) : (
        <table className="list">
          <thead>
            <tr>
              <th>{first}</th>
              <th>When</th>
              <th className="n">Tries</th>
              <th>Why</th>
              <th />
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      )}
    </section>
  );
}

interface RowProps {
  readonly at: string;
  readonly attempts: number;
  readonly error: string | null;
  /** What is sent to try it again; undefined where this operator may not. */
  readonly again: object | undefined;
  readonly onDone: () => void;
  readonly children: React.ReactNode;
}

function Row({ at, attempts, error, again, onDone, children }: RowProps): React.ReactElement {
  return (
    <tr>
      <td data-label="What">{children}</td>
      <td data-label="When" className="nowrap">
        <Moment at={at} />
      </td>
      <td data-label="Tries" className="n">
        {attempts}
      </td>
      <td data-label="Why" className="small wrap">
        {error ?? '–'}
      </td>
      <td>
        {again ? <ActButton path="/pages/work" body={again} words="Try again" onDone={onDone} /> : null}
      </td>
    </tr>
  );
}
