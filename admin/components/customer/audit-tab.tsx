import React from 'react';
import { Change } from '../parts/change.js';
import { Empty } from '../parts/empty.js';
import { words } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import type { Page } from './types.js';

export function AuditTab({ lines }: { lines: Page['audit'] }): React.ReactElement {
  if (lines.length === 0)
    return (
      <section className="card below">
        <Empty title="No operator did anything here yet." />
      </section>
    );
  return (
    <section className="card table-card below" aria-label="Audit">
      <table className="list">
        <thead>
          <tr>
            <th>When</th>
            <th>Who</th>
            <th>Did</th>
            <th>Change</th>
            <th>Reason</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <td data-label="When" className="nowrap">
                <Moment at={line.at} />
              </td>
              <td data-label="Who">
                {line.actor || words(line.actor_role)}
                {line.actor ? <div className="xs muted">{words(line.actor_role)}</div> : null}
              </td>
              <td data-label="Did">{words(line.action)}</td>
              <td data-label="Change">
                <Change before={line.before} after={line.after} />
              </td>
              <td data-label="Reason">
                {line.reason}
                {line.ticket ? <div className="xs muted">ticket {line.ticket}</div> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
