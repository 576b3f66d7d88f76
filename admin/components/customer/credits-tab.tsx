import React from 'react';
import { Empty } from '../parts/empty.js';
import { change, credits, words } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { State } from '../parts/states.js';
import type { Page } from './types.js';

type Grant = Page['grants'][number];

/** Why the balance is what it is: the grants in the order in which they are spent, and the ledger. */
export function CreditsTab({ page }: { page: Page }): React.ReactElement {
  return (
    <div className="stack below">
      <section className="card table-card">
        <div className="card-head">
          <h2>Grants</h2>
          <p className="small muted">in the order in which they are spent</p>
        </div>
        {page.grants.length > 0 ? (
          <Grants grants={page.grants} />
        ) : (
          <Empty title="No credits were ever given." />
        )}
      </section>
      <section className="card table-card">
        <div className="card-head">
          <h2>Ledger</h2>
        </div>
        {page.entries.length > 0 ? (
          <Ledger entries={page.entries} />
        ) : (
          <Empty title="No credits have moved yet." />
        )}
      </section>
    </div>
  );
}

function Grants({ grants }: { grants: readonly Grant[] }): React.ReactElement {
  return (
    <table className="list">
      <thead>
        <tr>
          <th>Given</th>
          <th>Type</th>
          <th>From</th>
          <th>State</th>
          <th>Expires</th>
          <th className="n">Credits</th>
          <th className="n">Left</th>
        </tr>
      </thead>
      <tbody>
        {grants.map((grant) => (
          <tr key={grant.id}>
            <td data-label="Given" className="nowrap">
              <Moment at={grant.created_at} />
            </td>
            <td data-label="Type">{words(grant.type)}</td>
            <td data-label="From">
              {words(grant.source)}
              {grant.reason ? <div className="xs muted">“{grant.reason}”</div> : null}
            </td>
            <td data-label="State">
              <State of="grant" value={stateOf(grant)} />
            </td>
            <td data-label="Expires" className="nowrap">
              {grant.expires_at ? <Moment at={grant.expires_at} /> : <span className="muted">never</span>}
            </td>
            <td data-label="Credits" className="n">
              {credits(grant.amount)}
            </td>
            <td data-label="Left" className="n">
              {credits(grant.remaining)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function stateOf(grant: Grant): string {
  if (grant.expired) return 'expired';
  return grant.remaining + grant.held + grant.frozen > 0 ? 'open' : 'used';
}

function Ledger({ entries }: { entries: Page['entries'] }): React.ReactElement {
  return (
    <table className="list">
      <thead>
        <tr>
          <th>No.</th>
          <th>When</th>
          <th>What</th>
          <th className="n">Credits</th>
          <th className="n">Available after</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.no}>
            <td data-label="No." className="muted">
              {entry.no}
            </td>
            <td data-label="When" className="nowrap">
              <Moment at={entry.effective_at} />
            </td>
            <td data-label="What">
              {entry.label}
              {entry.reason ? <div className="xs muted">“{entry.reason}”</div> : null}
            </td>
            <td data-label="Credits" className={entry.amount > 0 ? 'n up' : 'n'}>
              {change(entry.amount)}
            </td>
            <td data-label="Available after" className="n">
              {credits(entry.available_after)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
