import React from 'react';
import { credits } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import type { Page } from './types.js';

const SHOWN = 3;

/** What is reserved for running services, and until when: the newest few. */
export function OpenHolds({ open }: { open: Page['holds'] }): React.ReactElement | null {
  const holds = open.filter(({ amount }) => amount > 0);
  if (holds.length === 0) return null;
  const more = holds.length - SHOWN;
  return (
    <ul className="reserved" aria-label="Reserved">
      {holds.slice(0, SHOWN).map(({ id, amount, service_name, quantity, expires_at }) => (
        <li key={id}>
          {credits(amount)} for {quantity > 1 ? `${service_name} × ${quantity}` : service_name}: reserved
          until <Moment at={expires_at} />
        </li>
      ))}
      {more > 0 ? <li>and {more} more</li> : null}
    </ul>
  );
}
