import React from 'react';
import { Empty } from '../parts/empty.js';
import { words } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import type { Work } from './types.js';

/** How much waits, by queue: what is due and old means that no worker comes to it. */
export function Depths({ work }: { work: Work }): React.ReactElement {
  return (
    <section className="card table-card below" aria-label="Waiting">
      <div className="card-head">
        <h2>Waiting</h2>
      </div>
      {work.depths.length === 0 ? (
        <Empty title="Nothing waits: all is done." />
      ) : (
        <table className="list">
          <thead>
            <tr>
              <th>Queue</th>
              <th className="n">Due</th>
              <th className="n">Being tried again</th>
              <th>Oldest due</th>
            </tr>
          </thead>
          <tbody>
            {work.depths.map(({ queue, due, failing, oldest_due_at }) => (
              <tr key={queue}>
                <td data-label="Queue">{words(queue.replaceAll('-', ' '))}</td>
                <td data-label="Due" className="n">
                  {due.toLocaleString('en-US')}
                </td>
                <td data-label="Being tried again" className="n">
                  {failing.toLocaleString('en-US')}
                </td>
                <td data-label="Oldest due">
                  {oldest_due_at ? <Moment at={oldest_due_at} /> : <span className="muted">–</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
