import type { ResourceJSON } from 'adminjs';
import React from 'react';
import { useLocation, useParams } from 'react-router-dom';
import { NewKey } from '../api-keys/new-key.js';
import { VerifyAudit } from '../audit/verify-audit.js';
import { CatalogueActs } from '../catalogue/catalogue-acts.js';
import { CatalogueFaults } from '../catalogue/faults.js';
import { FetchMissed } from '../events/event-acts.js';
import { Empty, Loading } from '../parts/empty.js';
import { useResources } from '../parts/resources.js';
import { LIST_NOTES, titleOf } from '../parts/titles.js';
import { useRead } from '../parts/use-read.js';
import { useTitle } from '../parts/use-title.js';
import { Filters } from './filters.js';
import type { Listing } from './listing.js';
import { Pages } from './pages.js';
import { Rows } from './rows.js';

/** A list of any resource: filters that stand in the address, rows, pages. */
export function ListPage(): React.ReactElement | null {
  const { resourceId = '', recordId, actionName } = useParams();
  const resource = useResources().find((candidate) => candidate.id === resourceId);
  if (recordId !== undefined || (actionName !== undefined && actionName !== 'list')) return null;
  if (!resource) {
    return (
      <main className="page">
        <Empty title="There is no such list, or your role does not show it." />
      </main>
    );
  }
  return <List key={resource.id} resource={resource} />;
}

function List({ resource }: { resource: ResourceJSON }): React.ReactElement {
  const { search } = useLocation();
  const { answer, fault, isLoading, again } = useRead<Listing>(
    `/resources/${resource.id}/actions/list`,
    search,
  );
  useTitle(titleOf(resource.id));
  const isFiltered = search.includes('filters.');
  const note = LIST_NOTES[resource.id];
  return (
    <main className="page" aria-busy={isLoading}>
      <div className="row between">
        <div>
          <h1>{titleOf(resource.id)}</h1>
          {note ? <p className="small muted">{note}</p> : null}
        </div>
        {resource.id === 'audit' ? <VerifyAudit resource={resource} /> : null}
        {resource.id === 'stripe-events' ? <FetchMissed resource={resource} onDone={again} /> : null}
        {resource.id === 'products' ? <CatalogueActs resource={resource} onDone={again} /> : null}
        {resource.id === 'api-keys' ? <NewKey resource={resource} onMade={again} /> : null}
      </div>
      {resource.id === 'products' ? <CatalogueFaults readAgain={answer} /> : null}
      <Filters resource={resource} />
      {fault ? <p className="fault">{fault}</p> : null}
      {answer ? (
        <section className="card table-card">
          {answer.records.length > 0 ? (
            <Rows resource={resource} listing={answer} />
          ) : (
            <Empty title={isFiltered ? 'Nothing matches these filters.' : 'Nothing here yet.'} />
          )}
          <Pages meta={answer.meta} shown={answer.records.length} />
        </section>
      ) : fault ? null : (
        <Loading />
      )}
    </main>
  );
}
