import React from 'react';
import { Empty } from '../parts/empty.js';
import type { Price, PriceAct, ProductPage } from './types.js';
import { priceWords, remedy, wholeCredits } from './words.js';

type OnAct = ((act: PriceAct, price: Price) => void) | undefined;

interface Props {
  readonly page: ProductPage;
  readonly onAct: OnAct;
}

export function PricesTable({ page, onAct }: Props): React.ReactElement {
  return (
    <section className="card table-card below" aria-label="Prices">
      <div className="card-head">
        <h2>Prices</h2>
        <p className="small muted">
          A price keeps its amount for ever: for another one a new price takes its place. An archived price
          goes on serving those who subscribed at it.
        </p>
      </div>
      {page.prices.length > 0 ? (
        <table className="list">
          <thead>
            <tr>
              <th>Price</th>
              <th className="n">Credits</th>
              <th>State</th>
              <th className="n">Subscriptions</th>
              {onAct ? <th /> : null}
            </tr>
          </thead>
          <tbody>
            {page.prices.map((price) => (
              <Row key={price.id} price={price} onAct={onAct} />
            ))}
          </tbody>
        </table>
      ) : (
        <Empty title="No price yet: nobody can buy it." />
      )}
    </section>
  );
}

function Row({ price, onAct }: { price: Price; onAct: OnAct }): React.ReactElement {
  const { offer, active, own_credits, nickname, stripe_id, live_subscriptions } = price;
  return (
    <tr>
      <td data-label="Price">
        {priceWords(price, offer.fault)} {nickname ? <span className="muted">{nickname}</span> : null}
        <div className="xs muted mono">{stripe_id}</div>
        {offer.fault && active ? (
          <>
            <p className="small fault">{offer.fault}</p>
            <p className="xs muted">{remedy(offer.fault)}</p>
          </>
        ) : null}
      </td>
      <td data-label="Credits" className="n">
        {wholeCredits(offer.credits)}
        <div className="xs muted">{own_credits === null ? 'of the product' : 'its own'}</div>
      </td>
      <td data-label="State">
        <Sale price={price} />
      </td>
      <td data-label="Subscriptions" className="n">
        {live_subscriptions.toLocaleString('en-US')}
      </td>
      {onAct ? (
        <td>
          <span className="row acts">
            <Act words="Change" onClick={() => onAct('change-price', price)} />
            {active ? <Act words="Replace" onClick={() => onAct('replace', price)} /> : null}
            <Act words={active ? 'Archive' : 'Sell again'} onClick={() => onAct('sell-price', price)} />
          </span>
        </td>
      ) : null}
    </tr>
  );
}

function Sale({ price: { offer, active } }: { price: Price }): React.ReactElement {
  if (!active) return <span className="chip quiet">Archived</span>;
  return offer.for_sale ? (
    <span className="chip good">On sale</span>
  ) : (
    <span className="chip warn">Not on sale</span>
  );
}

function Act({ words, onClick }: { words: string; onClick: () => void }): React.ReactElement {
  return (
    <button type="button" className="btn small" onClick={onClick}>
      {words}
    </button>
  );
}
