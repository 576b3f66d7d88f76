import type { BasePropertyJSON, RecordJSON, ResourceJSON } from 'adminjs';
import React from 'react';
import { Link, useParams } from 'react-router-dom';
import { KeyRevocation } from '../api-keys/key-revocation.js';
import { OfProduct } from '../catalogue/of-product.js';
import { ProductSections } from '../catalogue/product-sections.js';
import type { ProductPage } from '../catalogue/types.js';
import { CustomerPage } from '../customer/customer-page.js';
import { EventActs } from '../events/event-acts.js';
import { Cell } from '../list/cell.js';
import { MessageActs } from '../messages/message-acts.js';
import { StepsMade } from '../operations/steps-made.js';
import { Empty, Loading } from '../parts/empty.js';
import { words } from '../parts/format.js';
import { listAddress } from '../parts/office.js';
import { columnOf, useResources } from '../parts/resources.js';
import { titleOf } from '../parts/titles.js';
import { useRead } from '../parts/use-read.js';
import { useTitle } from '../parts/use-title.js';
import { DiscrepancyActs } from '../registration/discrepancy-acts.js';
import { type CostPage, ServiceCosts } from '../service/service-costs.js';

/** One record of any resource. A customer has a page of its own; the others are told as facts. */
export function RecordPage(): React.ReactElement {
  const { resourceId = '', recordId = '' } = useParams();
  const resource = useResources().find((candidate) => candidate.id === resourceId);
  if (!resource) {
    return (
      <main className="page">
        <Empty title="There is no such record, or your role does not show it." />
      </main>
    );
  }
  if (resourceId === 'customers') return <CustomerPage key={recordId} id={recordId} />;
  return <Facts key={recordId} resource={resource} id={recordId} />;
}

function Facts({ resource, id }: { resource: ResourceJSON; id: string }): React.ReactElement {
  const { answer, fault, again } = useRead<{ record: RecordJSON; page?: unknown }>(
    `/resources/${resource.id}/records/${encodeURIComponent(id)}/show`,
  );
  const title = answer && nameOf(resource, answer.record);
  useTitle(title);
  return (
    <main className="page">
      <p className="small">
        <Link to={listAddress(resource.id)}>{titleOf(resource.id)}</Link>
      </p>
      {fault ? <Empty title={fault} /> : null}
      {answer ? <h1>{title}</h1> : null}
      {answer ? <RecordFacts resource={resource} record={answer.record} /> : fault ? null : <Loading />}
      {answer ? SECTIONS[resource.id]?.({ ...answer, onChange: again }) : null}
    </main>
  );
}

interface Told {
  readonly record: RecordJSON;
  /** What the resource's own show action says beyond the columns. */
  readonly page?: unknown;
  readonly onChange: () => void;
}

/** What stands below the facts, by resource. */
const SECTIONS: Readonly<Record<string, (told: Told) => React.ReactNode>> = {
  services: ({ page, ...told }) => <ServiceCosts page={page as CostPage} {...told} />,
  products: ({ page, onChange }) => <ProductSections page={page as ProductPage} onChange={onChange} />,
  discrepancies: ({ record, onChange }) => <DiscrepancyActs record={record} onDone={onChange} />,
  messages: ({ record, onChange }) => <MessageActs record={record} onDone={onChange} />,
  prices: ({ record }) => <OfProduct record={record} />,
  'stripe-events': ({ record, onChange }) => <EventActs record={record} onDone={onChange} />,
  'stripe-operations': ({ record }) => <StepsMade record={record} />,
  'api-keys': ({ record, onChange }) => <KeyRevocation record={record} onDone={onChange} />,
};

/** What a record is called: the column that names it, in words where that is how it is written. */
function nameOf({ id, titleProperty }: ResourceJSON, { title }: RecordJSON): string {
  if (!title) return titleOf(id);
  return columnOf(titleProperty).format?.kind === 'words' ? words(title) : title;
}

function isLong(property: BasePropertyJSON): boolean {
  const kind = columnOf(property).format?.kind;
  return kind === 'json' || kind === 'text';
}

/** What is empty is left out. */
function isTold({ params }: RecordJSON, path: string): boolean {
  const value: unknown = params[path];
  return value !== null && value !== undefined && value !== '';
}

function RecordFacts({
  resource,
  record,
}: {
  resource: ResourceJSON;
  record: RecordJSON;
}): React.ReactElement {
  return (
    <section className="card pad">
      <dl className="record">
        {resource.showProperties
          .filter((property) => isTold(record, property.propertyPath))
          .map((property) => (
            <div key={property.propertyPath} className={isLong(property) ? 'wide' : ''}>
              <dt>{columnOf(property).label}</dt>
              <dd>
                <Cell property={property} record={record} />
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
