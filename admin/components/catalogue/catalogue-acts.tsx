import type { ResourceJSON } from 'adminjs';
import React, { useState } from 'react';
import { ActButton } from '../dialog/act-button.js';
import { NewProductDialog } from './new-product.js';

interface Props {
  readonly resource: ResourceJSON;
  readonly onDone: () => void;
}

/** Above the list of products, for who may: read all from Stripe, make one. */
export function CatalogueActs({ resource, onDone }: Props): React.ReactElement | null {
  const [isOpen, setOpen] = useState(false);
  if (!resource.resourceActions.some((action) => action.name === 'create')) return null;
  const close = (isDone: boolean) => {
    setOpen(false);
    if (isDone) onDone();
  };
  return (
    <span className="row">
      <ActButton path="/resources/products/actions/sync" words="Sync with Stripe now" onDone={onDone} />
      <button type="button" className="btn primary" onClick={() => setOpen(true)}>
        New product
      </button>
      {isOpen ? <NewProductDialog onClose={close} /> : null}
    </span>
  );
}
