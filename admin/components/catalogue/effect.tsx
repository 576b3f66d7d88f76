import React from 'react';
import type { Effect, Preview } from './types.js';
import { priceWords, subscriptions, wholeCredits } from './words.js';

interface Props {
  readonly preview: Preview | undefined;
  readonly isStale: boolean;
}

/** What a change does, price by price: credits before → after, whether it can be bought, whom it reaches. */
export function CatalogueEffect({ preview, isStale }: Props): React.ReactElement {
  if (!preview) return <div className="effect waiting" />;
  if (preview.prices.length === 0) return <p className="small muted">It has no price: nobody buys it.</p>;
  return (
    <table className={isStale ? 'effect stale' : 'effect'}>
      <tbody>
        {preview.prices.map((price) => (
          <tr key={price.id ?? 'new'}>
            <td>
              {priceWords(price, price.after.fault)}
              {price.nickname ? <span className="muted"> {price.nickname}</span> : null}
              {price.live_subscriptions > 0 ? <div className="xs muted">{renewals(price)}</div> : null}
              {price.after.fault ? <div className="xs fault">{price.after.fault}</div> : null}
            </td>
            <td className="n">
              {change(
                price.before ? wholeCredits(price.before.credits) : undefined,
                wholeCredits(price.after.credits),
              )}
              <div className="xs muted">
                {change(price.before ? saleWords(price.before) : undefined, saleWords(price.after))}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function renewals({ live_subscriptions, before, after }: Effect): string {
  const renew = `${subscriptions(live_subscriptions)} ${live_subscriptions === 1 ? 'renews' : 'renew'} at it`;
  return before?.credits === after.credits
    ? renew
    : `${renew}, with ${wholeCredits(after.credits)} from then on`;
}

function saleWords({ for_sale }: Effect['after']): string {
  return for_sale ? 'on sale' : 'not on sale';
}

function change(before: string | undefined, after: string): string {
  return before === undefined || before === after ? after : `${before} → ${after}`;
}
