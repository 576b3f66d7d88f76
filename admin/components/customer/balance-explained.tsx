import React from 'react';
import { Empty } from '../parts/empty.js';
import { change, credits, fullMoment } from '../parts/format.js';
import { DebtsExplained } from './debts-explained.js';
import { FoldedGrants, GrantExplained } from './grant-explained.js';
import type { Ask } from './ledger-asked.js';
import type { Ledger } from './types.js';

interface Props {
  readonly explanation: Ledger['explanation'];
  readonly asked: URLSearchParams;
  readonly onAsk: Ask;
}

const TOLD_MORE = '500';

/** The balance, now or at a moment, down to each grant: the same that the customer reads, with who, why and Stripe. */
export function BalanceExplained({ explanation, asked, onAsk }: Props): React.ReactElement {
  const { grants, older, debts } = explanation;
  const then = asked.get('at');
  return (
    <section className="card" aria-label="Why the balance is this">
      <div className="card-head row between">
        <h2>Why the balance is this</h2>
        <AsOf at={then} onAsk={onAsk} />
      </div>
      <p className="small muted explained-at">
        {then ? `As of ${fullMoment(explanation.at)}. ` : ''}What can be spent stands first, in the order in
        which it is spent.
      </p>
      <Sum explanation={explanation} />
      {grants.length === 0 ? <Empty title="No credits were ever given." /> : null}
      {grants.map((grant) => (
        <GrantExplained key={grant.id} grant={grant} />
      ))}
      {older ? (
        <FoldedGrants
          older={older}
          onMore={asked.get('told') === TOLD_MORE ? undefined : () => onAsk({ told: TOLD_MORE })}
        />
      ) : null}
      {debts.length > 0 ? <DebtsExplained debts={debts} /> : null}
    </section>
  );
}

/** A moment in the operator's own time; applied when the field is left or Enter is pressed. */
function AsOf({ at, onAsk }: { at: string | null; onAsk: Ask }): React.ReactElement {
  const apply = (text: string) => onAsk({ at: text ? new Date(text).toISOString() : '' });
  return (
    <span className="row small">
      <label htmlFor="as-of">As of</label>
      <input
        key={at}
        id="as-of"
        className="input"
        type="datetime-local"
        defaultValue={at ? localMinute(new Date(at)) : ''}
        onBlur={(event) => event.target.value !== event.target.defaultValue && apply(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && apply(event.currentTarget.value)}
      />
      {at ? (
        <button type="button" className="link" onClick={() => onAsk({ at: '' })}>
          Now
        </button>
      ) : null}
    </span>
  );
}

/** As the field writes it. */
function localMinute(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const WORDS: Readonly<Record<string, string>> = {
  spend: 'Used',
  reversal: 'Given back after failed runs',
  expiry: 'Expired',
  adjustment: 'Adjusted',
  return: 'Taken with refunds and disputes',
  return_undone: 'Given back with failed refunds',
  debt_repayment: 'Repaid debt',
  conversion: 'Converted',
};

/** Came in, less what is gone by its kind, is what there is. */
function Sum({ explanation }: { explanation: Ledger['explanation'] }): React.ReactElement {
  const { given, gone, available, held, frozen, debt } = explanation;
  return (
    <dl className="account sum">
      <dt>Came in</dt>
      <dd>{change(given)}</dd>
      {gone.map(({ kind, amount }) => (
        <React.Fragment key={kind}>
          <dt className="moved">{WORDS[kind] ?? 'Given again'}</dt>
          <dd className="moved">{change(-amount)}</dd>
        </React.Fragment>
      ))}
      {held > 0 ? <Row label="Held" amount={-held} /> : null}
      {frozen > 0 ? <Row label="Frozen" amount={-frozen} /> : null}
      <dt className="in-all">Available</dt>
      <dd className="in-all">{credits(available)}</dd>
      {debt > 0 ? <Row label="Owed" amount={debt} /> : null}
    </dl>
  );
}

function Row({ label, amount }: { label: string; amount: number }): React.ReactElement {
  return (
    <>
      <dt className="moved">{label}</dt>
      <dd className="moved">{change(amount)}</dd>
    </>
  );
}
