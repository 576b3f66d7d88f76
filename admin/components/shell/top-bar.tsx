import React from 'react';
import { words } from '../parts/format.js';
import { office } from '../parts/office.js';
import { useResources } from '../parts/resources.js';
import { SearchBox } from './search-box.js';
import { SignOut } from './sign-out.js';
import { ThemeSwitch } from './theme-switch.js';

export function TopBar({ toggleSidebar }: { toggleSidebar: () => void }): React.ReactElement {
  const { operator, badge } = office();
  const maySearch = useResources().some((resource) => resource.id === 'customers');
  return (
    <header className="top">
      <button type="button" className="btn menu" onClick={toggleSidebar} aria-label="Menu">
        ☰
      </button>
      {maySearch ? <SearchBox /> : null}
      <span className="grow" />
      {badge ? <span className="chip warn">{badge}</span> : null}
      <ThemeSwitch />
      <span className="small muted who" title={operator.name}>
        {words(operator.role)}
      </span>
      <SignOut />
    </header>
  );
}
