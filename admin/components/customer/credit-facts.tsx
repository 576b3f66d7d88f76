import React from 'react';
import { Link } from 'react-router-dom';
import { credits, day, money } from '../parts/format.js';
import { listAddress } from '../parts/office.js';
import { OpenHolds } from './open-holds.js';
import type { Page } from './types.js';

/** The figures at the top: credits, what goes next, money, and what is open with us. */
export function CreditFacts({ page }: { page: Page }): React.ReactElement {
  const { balance, paid, customer } = page;
  const [main, ...others] = paid;
  return (
    <section className="card" aria-label="Credits and money">
      <dl className="facts">
        <div>
          <dt>Available credits</dt>
          <dd className="big">{credits(balance.available)}</dd>
          <CreditBar balance={balance} />
          <OpenHolds open={page.holds} />
          {balance.debt > 0 ? (
            <p className="small muted">Used before their money went back: the next credits repay them.</p>
          ) : null}
        </div>
        <div>
          <dt>Next expiry</dt>
          <dd>{balance.next_expiry ? day(balance.next_expiry.at) : 'None'}</dd>
          <p className="small muted">
            {balance.next_expiry ? `${credits(balance.next_expiry.amount)} credits` : 'nothing here expires'}
          </p>
        </div>
        <div>
          <dt>Paid, all time</dt>
          <dd>{main ? money(main.received_minor, main.currency) : '–'}</dd>
          {main && main.refunded_minor > 0 ? (
            <p className="small muted">{money(main.refunded_minor, main.currency)} refunded</p>
          ) : null}
          {main && main.lost_minor > 0 ? (
            <p className="small muted">{money(main.lost_minor, main.currency)} lost in disputes</p>
          ) : null}
          {others.map((other) => (
            <p key={other.currency} className="small muted">
              and {money(other.received_minor, other.currency)}
            </p>
          ))}
        </div>
        <div>
          <dt>Open with us</dt>
          <dd>{customer.open_discrepancies}</dd>
          {customer.open_discrepancies > 0 ? (
            <p className="small">
              <Link to={listAddress('discrepancies', { user_id: customer.id, status: 'open' })}>
                See what differs
              </Link>
            </p>
          ) : (
            <p className="small muted">nothing known to differ from Stripe</p>
          )}
        </div>
      </dl>
    </section>
  );
}

const PARTS = [
  ['subscription', 'subscription'],
  ['promotional', 'promotional'],
  ['pay_as_you_go', 'pay-as-you-go'],
] as const;

/** The same bar as in the portal: a colour for each kind of credit, in the order of spending, held ones behind. */
function CreditBar({ balance }: { balance: Page['balance'] }): React.ReactElement {
  const parts = PARTS.map(([type, name]) => ({ type, name, amount: balance.by_type[type] })).filter(
    ({ amount }) => amount > 0,
  );
  const set = balance.held + balance.frozen;
  return (
    <>
      <div className="bar" aria-hidden="true">
        {parts.map(({ type, amount }) => (
          <span key={type} className={`of-${type}`} style={{ flexGrow: amount }} />
        ))}
        {set > 0 ? <span className="of-held" style={{ flexGrow: set }} /> : null}
      </div>
      <ul className="legend">
        {parts.map(({ type, name, amount }) => (
          <li key={type}>
            <i className={`of-${type}`} />
            {credits(amount)} {name}
          </li>
        ))}
        {balance.held > 0 ? (
          <li>
            <i className="of-held" />
            {credits(balance.held)} reserved
          </li>
        ) : null}
        {balance.frozen > 0 ? (
          <li>
            <i className="of-held" />
            {credits(balance.frozen)} frozen in a dispute
          </li>
        ) : null}
        {balance.debt > 0 ? <li className="down">{credits(balance.debt)} owed</li> : null}
        {parts.length === 0 && set === 0 && balance.debt === 0 ? <li className="muted">No credits</li> : null}
      </ul>
    </>
  );
}
