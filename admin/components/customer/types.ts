import type { CustomerLedger, CustomerPage } from '../../../src/support/index.js';

/** What a value becomes when it travels as JSON: moments are text. */
export type Json<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Json<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Json<T[Key]> }
      : T;

export type Page = Json<CustomerPage>;
export type Customer = Page['customer'];
export type Payment = Page['payments'][number];
export type Unregistered = Page['unregistered'][number];
export type Dispute = Payment['disputes'][number];
export type Subscription = Page['subscriptions']['list'][number];
export type Override = Page['overrides'][number];
export type Ledger = Json<CustomerLedger>;
export type Grant = Ledger['explanation']['grants'][number];
export type Line = Ledger['lines'][number];
