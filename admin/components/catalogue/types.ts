import type { CatalogueFault, CataloguePreview, ManagedProduct } from '../../../src/billing/index.js';
import type { Json } from '../customer/types.js';

export type ProductPage = Json<ManagedProduct> & { readonly may_change: boolean };
export type Price = ProductPage['prices'][number];
export type Preview = Json<CataloguePreview>;
export type Effect = Preview['prices'][number];
export type Fault = Json<CatalogueFault>;
export type PriceAct = 'change-price' | 'sell-price' | 'replace';
