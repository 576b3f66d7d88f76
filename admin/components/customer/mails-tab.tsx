import React from 'react';
import { Empty } from '../parts/empty.js';
import { words } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { State } from '../parts/states.js';
import type { Page } from './types.js';

export function MailsTab({ mails }: { mails: Page['mails'] }): React.ReactElement {
  if (mails.length === 0)
    return (
      <section className="card below">
        <Empty title="No mail was sent yet." />
      </section>
    );
  return (
    <section className="card table-card below" aria-label="Mails">
      <table className="list">
        <thead>
          <tr>
            <th>When</th>
            <th>Mail</th>
            <th>To</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {mails.map((mail) => (
            <tr key={mail.id}>
              <td data-label="When" className="nowrap">
                <Moment at={mail.created_at} />
              </td>
              <td data-label="Mail">
                {mail.subject ?? words(mail.template.replaceAll('-', ' '))}
                {mail.error ? <div className="xs down">{mail.error}</div> : null}
              </td>
              <td data-label="To">{mail.recipient}</td>
              <td data-label="State">
                <State of="mail" value={mail.status} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
