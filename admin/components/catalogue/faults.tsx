import React from 'react';
import { Link } from 'react-router-dom';
import { recordAddress } from '../parts/office.js';
import { useRead } from '../parts/use-read.js';
import type { Fault } from './types.js';
import { remedy } from './words.js';

/** What is active at Stripe and cannot be sold, why, and what to do. Nothing while all is in order. */
export function CatalogueFaults({ readAgain }: { readAgain: unknown }): React.ReactElement | null {
  const { answer, again } = useRead<{ faults: readonly Fault[] }>('/pages/catalogue');
  React.useEffect(() => {
    if (readAgain) again();
  }, [readAgain, again]);
  if (!answer || answer.faults.length === 0) return null;
  return (
    <section className="card pad faults" aria-label="Cannot be sold">
      <h2>Cannot be sold as they are</h2>
      <ul>
        {answer.faults.map((fault) => (
          <li key={`${fault.stripe_id} ${fault.fault}`}>
            <Link to={recordAddress('products', fault.product_id)}>{fault.name}</Link>{' '}
            <span className="mono muted">{fault.stripe_id}</span>
            <p className="small fault">{fault.fault}</p>
            <p className="xs muted">{remedy(fault.fault)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
