import React from 'react';
import { NavLink } from 'react-router-dom';
import { listAddress, office, ROOT, WORK_ADDRESS } from '../parts/office.js';
import { useResources } from '../parts/resources.js';

const GROUPS: readonly {
  title: string | null;
  resources: readonly (readonly [id: string, title: string])[];
}[] = [
  {
    title: null,
    resources: [
      ['customers', 'Customers'],
      ['messages', 'Messages'],
      ['payments', 'Payments'],
      ['refunds', 'Refunds'],
    ],
  },
  {
    title: 'Credits',
    resources: [
      ['entries', 'Ledger'],
      ['grants', 'Grants'],
    ],
  },
  {
    title: 'Stripe',
    resources: [
      ['stripe-events', 'Events'],
      ['stripe-operations', 'Operations'],
      ['discrepancies', 'Discrepancies'],
    ],
  },
  {
    title: 'Business',
    resources: [
      ['products', 'Products'],
      ['prices', 'Prices'],
      ['services', 'Services'],
      ['api-keys', 'API keys'],
    ],
  },
  {
    title: 'House',
    resources: [
      ['audit', 'Audit log'],
      ['operators', 'Operators'],
    ],
  },
];

/** Where one can go: only lists that this operator may open. AdminJS says with `isVisible` whether it is out on a small screen. */
export function Sidebar({ isVisible }: { isVisible: boolean }): React.ReactElement {
  const open = new Set(useResources().map((resource) => resource.id));
  return (
    <nav className={`side${isVisible ? ' out' : ''}`} aria-label="Back office">
      <a className="brand" href={ROOT}>
        <i />
        QuickScale
      </a>
      <NavLink end to={ROOT} className={marked}>
        Today
      </NavLink>
      {GROUPS.map(({ title, resources }) => {
        const links = resources.filter(([id]) => open.has(id));
        if (links.length === 0) return null;
        return (
          <React.Fragment key={title ?? ''}>
            {title ? <h2>{title}</h2> : null}
            {links.map(([id, name]) => (
              <NavLink key={id} to={listAddress(id)} className={marked}>
                {name}
              </NavLink>
            ))}
            {title === 'House' ? <Behind /> : null}
          </React.Fragment>
        );
      })}
    </nav>
  );
}

/** What runs behind the pages; the queues themselves are for admins, on a page that is not AdminJS's. */
function Behind(): React.ReactElement {
  return (
    <>
      <NavLink to={WORK_ADDRESS} className={marked}>
        Background work
      </NavLink>
      {office().operator.role === 'admin' ? <a href={`${ROOT}/queues`}>Queues</a> : null}
    </>
  );
}

function marked({ isActive }: { isActive: boolean }): string {
  return isActive ? 'on' : '';
}
