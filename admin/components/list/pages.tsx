import React from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Listing } from './listing.js';

/** Counting stops here, as in the adapter; whoever needs more narrows the filter. */
const ROWS_MAX = 10_000;

export function Pages({ meta, shown }: { meta: Listing['meta']; shown: number }): React.ReactElement {
  const [search, setSearch] = useSearchParams();
  const { page, perPage, total } = meta;
  const first = (page - 1) * perPage + 1;
  const turnTo = (next: number) => {
    search.set('page', String(next));
    setSearch(search);
    document.querySelector('[data-css="app-content"]')?.scrollTo({ top: 0 });
  };
  const count = `${total.toLocaleString('en-US')}${total >= ROWS_MAX ? ' or more' : ''}`;
  return (
    <div className="pages small">
      <span className="muted">
        {shown === 0
          ? 'None'
          : `${first.toLocaleString('en-US')} to ${(first + shown - 1).toLocaleString('en-US')} of ${count}`}
      </span>
      <span className="row">
        <button type="button" className="btn" disabled={page <= 1} onClick={() => turnTo(page - 1)}>
          Back
        </button>
        <button
          type="button"
          className="btn"
          disabled={first + shown > total}
          onClick={() => turnTo(page + 1)}
        >
          Next
        </button>
      </span>
    </div>
  );
}
