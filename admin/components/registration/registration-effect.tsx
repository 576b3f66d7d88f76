import React from 'react';
import { AvailableAfterwards } from '../parts/available-afterwards.js';
import { change, credits, money } from '../parts/format.js';
import type { Preview } from './types.js';

/** What registering it does to the credits, ending in before → after. Nothing while nobody is named. */
export function RegistrationEffect({
  preview,
  isStale,
}: {
  preview: Preview;
  isStale: boolean;
}): React.ReactElement | null {
  const { effect, charge } = preview;
  if (!effect) return null;
  return (
    <>
      <table className={isStale ? 'effect stale' : 'effect'}>
        <tbody>
          <tr>
            <td>Bought with this payment</td>
            <td className="n">{credits(effect.bought)}</td>
          </tr>
          {charge.refunded_minor > 0 ? (
            <tr>
              <td>Taken for the {money(charge.refunded_minor, charge.currency)} that went back already</td>
              <td className="n">{change(-effect.taken)}</td>
            </tr>
          ) : null}
          {effect.repaid > 0 ? (
            <tr>
              <td>Repays what is owed</td>
              <td className="n">{change(-effect.repaid)}</td>
            </tr>
          ) : null}
          <AvailableAfterwards before={effect.available_before} after={effect.available_after} />
        </tbody>
      </table>
      {charge.disputed ? (
        <p className="xs muted">Its bank disputes it: an open dispute freezes what it bought.</p>
      ) : null}
    </>
  );
}
