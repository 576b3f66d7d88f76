import type { RecordJSON } from 'adminjs';
import React from 'react';
import { Link } from 'react-router-dom';
import { recordAddress } from '../parts/office.js';
import { remedy } from './words.js';

/** A price's faults, and the way to where it is changed. */
export function OfProduct({ record: { params } }: { record: RecordJSON }): React.ReactElement {
  return (
    <div className="below small">
      {params.fault ? <p className="muted">{remedy(String(params.fault))}</p> : null}
      <p>
        <Link to={recordAddress('products', String(params.product_id))}>
          Prices are changed on the page of their product
        </Link>
      </p>
    </div>
  );
}
