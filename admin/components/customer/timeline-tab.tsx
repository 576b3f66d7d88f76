import React from 'react';
import { Moment } from '../parts/moment.js';
import { PaymentsTable } from './payments-table.js';
import { Timeline } from './timeline.js';
import type { Page, Payment } from './types.js';

const LATEST = 4;

interface Props {
  readonly page: Page;
  readonly onRefund: ((payment: Payment) => void) | undefined;
  readonly onUndo: ((adjustment_id: string) => void) | undefined;
  readonly onTab: (tab: string) => void;
}

export function TimelineTab({ page, onRefund, onUndo, onTab }: Props): React.ReactElement {
  return (
    <div className="cols">
      <div className="stack">
        {page.payments.length > 0 ? (
          <section className="card table-card">
            <div className="row between card-head">
              <h2>Payments</h2>
              {page.payments.length > LATEST ? (
                <button type="button" className="link small" onClick={() => onTab('payments')}>
                  All {page.payments.length}
                </button>
              ) : null}
            </div>
            <PaymentsTable payments={page.payments.slice(0, LATEST)} onRefund={onRefund} />
          </section>
        ) : null}
        <section className="card pad">
          <h2>What happened</h2>
          <Timeline items={page.timeline} onUndo={onUndo} />
        </section>
      </div>
      <aside className="stack">
        <Account page={page} />
        <Notes page={page} />
      </aside>
    </div>
  );
}

function Account({ page: { customer } }: { page: Page }): React.ReactElement {
  return (
    <section className="card pad">
      <h2>Account</h2>
      <dl className="pairs small">
        <dt>Address confirmed</dt>
        <dd>{customer.email_verified_at ? <Moment at={customer.email_verified_at} /> : 'not yet'}</dd>
        <dt>Last signed in</dt>
        <dd>{customer.last_sign_in_at ? <Moment at={customer.last_sign_in_at} /> : 'never'}</dd>
      </dl>
    </section>
  );
}

function Notes({ page: { notes } }: { page: Page }): React.ReactElement | null {
  if (notes.length === 0) return null;
  return (
    <section className="card pad">
      <h2>Notes</h2>
      {notes.map((note) => (
        <div key={note.id} className="note">
          <p className="small">{note.body}</p>
          <p className="xs muted">
            {note.author}, <Moment at={note.created_at} />
          </p>
        </div>
      ))}
    </section>
  );
}
