import type { RecordJSON } from 'adminjs';
import React, { useState } from 'react';
import type { CostVersion } from '../../../src/services/index.js';
import type { Json } from '../customer/types.js';
import { credits } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { CostDialog } from './cost-dialog.js';

export type CostPage = Json<{ costs: CostVersion[]; may_change: boolean }>;

interface Props {
  readonly record: RecordJSON;
  readonly page: CostPage;
  readonly onChange: () => void;
}

/** What a service has cost and since when; a spend keeps the cost it was made at. */
export function ServiceCosts({ record, page, onChange }: Props): React.ReactElement {
  const [isOpen, setOpen] = useState(false);
  const close = (isDone: boolean) => {
    setOpen(false);
    if (isDone) onChange();
  };
  return (
    <section className="card table-card below" aria-label="Costs">
      <div className="card-head row between">
        <h2>What it has cost</h2>
        {page.may_change ? (
          <button type="button" className="btn" onClick={() => setOpen(true)}>
            Change the cost
          </button>
        ) : null}
      </div>
      <table className="list">
        <thead>
          <tr>
            <th>Since</th>
            <th className="n">Credits a use</th>
          </tr>
        </thead>
        <tbody>
          {page.costs.map(({ valid_from, cost }) => (
            <tr key={valid_from}>
              <td data-label="Since">
                <Moment at={valid_from} />
              </td>
              <td data-label="Credits a use" className="n">
                {credits(cost)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {isOpen ? <CostDialog record={record} onClose={close} /> : null}
    </section>
  );
}
