import { DomainError } from '../../platform/errors.js';

/** An earlier change of the same product or of its prices is not through yet. */
export class CatalogueBusy extends DomainError {
  override readonly code = 'catalogue_busy';

  constructor() {
    super('An earlier change of this product is not through yet. Try again in a minute.');
  }
}

/** A product of the same name waits for its first price. Member: product_id. */
export class ProductUnfinished extends DomainError {
  override readonly code = 'product_unfinished';

  constructor(product_id: string) {
    super('There is one of this name already that has no price. Open it to add a price, or archive it.', {
      product_id,
    });
  }
}

/** What an operator asked for is made in part, and the rest refused; the message says which, and what to do. Member: product_id, if known. */
export class CatalogueChangePartlyMade extends DomainError {
  override readonly code = 'catalogue_change_partly_made';
}
