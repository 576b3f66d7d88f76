import React from 'react';
import type { RefundPreview } from '../../../src/billing/index.js';
import { AvailableAfterwards } from '../parts/available-afterwards.js';
import { change, credits, money } from '../parts/format.js';
import type { Json } from './types.js';

interface Props {
  readonly preview: Json<RefundPreview> | undefined;
  /** What went back of this payment before, in minor units. */
  readonly returned_minor: number;
  readonly isStale: boolean;
}

/** What a refund does to the credits, ending in before → after. */
export function RefundEffect({ preview, returned_minor, isStale }: Props): React.ReactElement {
  if (!preview) return <div className="effect waiting" />;
  const { credits: effect, payment } = preview;
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['Bought with this payment', credits(effect.bought), true],
    [
      `Taken back with the ${money(returned_minor, payment.currency)}`,
      credits(effect.taken_before),
      effect.taken_before > 0,
    ],
    ['Spent, and not taken back', credits(effect.spent), effect.spent > 0],
    ['Expired', credits(effect.expired), effect.expired > 0],
    ['Taken back now', change(-effect.taken_now), true],
    ['Owed from now on', credits(effect.debt), effect.debt > 0],
  ];
  return (
    <table className={isStale ? 'effect stale' : 'effect'}>
      <tbody>
        {rows.map(([name, value, isShown]) =>
          isShown ? (
            <tr key={name}>
              <td>{name}</td>
              <td className="n">{value}</td>
            </tr>
          ) : null,
        )}
        <AvailableAfterwards before={effect.available_before} after={effect.available_after} />
      </tbody>
    </table>
  );
}
