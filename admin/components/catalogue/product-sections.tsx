import React, { useState } from 'react';
import { ChangePriceDialog, NewPriceDialog, SellPriceDialog } from './price-dialogs.js';
import { PricesTable } from './prices-table.js';
import { ChangeProductDialog, SellProductDialog } from './product-dialogs.js';
import { CreditVersions, ProductHead } from './product-head.js';
import type { Price, PriceAct, ProductPage } from './types.js';

type Open =
  | { readonly dialog: 'change' | 'sell' | 'add' }
  | { readonly dialog: 'change-price' | 'sell-price' | 'replace'; readonly price: Price }
  | undefined;

interface Props {
  readonly page: ProductPage;
  readonly onChange: () => void;
}

/** A product's faults, prices and past credits; who may changes them here. */
export function ProductSections({ page, onChange }: Props): React.ReactElement {
  const [open, setOpen] = useState<Open>();
  const close = (isDone: boolean) => {
    setOpen(undefined);
    if (isDone) onChange();
  };
  const act = page.may_change ? (dialog: 'change' | 'sell' | 'add') => setOpen({ dialog }) : undefined;
  const actOnPrice = page.may_change
    ? (dialog: PriceAct, price: Price) => setOpen({ dialog, price })
    : undefined;
  return (
    <>
      <ProductHead page={page} onAct={act} />
      <PricesTable page={page} onAct={actOnPrice} />
      <CreditVersions page={page} />
      {open?.dialog === 'change' ? <ChangeProductDialog page={page} onClose={close} /> : null}
      {open?.dialog === 'sell' ? <SellProductDialog page={page} onClose={close} /> : null}
      {open?.dialog === 'add' || open?.dialog === 'replace' ? (
        <NewPriceDialog
          page={page}
          replaces={open.dialog === 'replace' ? open.price : undefined}
          onClose={close}
        />
      ) : null}
      {open?.dialog === 'change-price' ? <ChangePriceDialog price={open.price} onClose={close} /> : null}
      {open?.dialog === 'sell-price' ? <SellPriceDialog price={open.price} onClose={close} /> : null}
    </>
  );
}
