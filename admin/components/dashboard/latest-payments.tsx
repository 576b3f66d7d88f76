import type { ResourceJSON } from 'adminjs';
import React from 'react';
import { Link } from 'react-router-dom';
import type { Listing } from '../list/listing.js';
import { Rows } from '../list/rows.js';
import { listAddress } from '../parts/office.js';
import { useResources } from '../parts/resources.js';
import { useRead } from '../parts/use-read.js';
import { useRefresh } from './use-refresh.js';

const SHOWN = 8;

/** For those who may see payments. */
export function LatestPayments(): React.ReactElement | null {
  const payments = useResources().find((resource) => resource.id === 'payments');
  return payments ? <Latest resource={payments} /> : null;
}

function Latest({ resource }: { resource: ResourceJSON }): React.ReactElement | null {
  const { answer, again } = useRead<Listing>(`/resources/${resource.id}/actions/list`, `perPage=${SHOWN}`);
  useRefresh(again);
  if (!answer || answer.records.length === 0) return null;
  return (
    <section className="card table-card">
      <div className="row between card-head">
        <h2>Latest payments</h2>
        <Link className="small" to={listAddress(resource.id)}>
          All payments
        </Link>
      </div>
      <Rows resource={resource} listing={answer} fixed />
    </section>
  );
}
