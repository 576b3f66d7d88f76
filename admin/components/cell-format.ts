/** How a value of a column is written: shared by the resources that say it and the components that do it. */
export type CellFormat =
  | { readonly kind: 'moment' }
  | { readonly kind: 'credits'; readonly signed?: true }
  | { readonly kind: 'whole-credits' }
  | { readonly kind: 'money'; readonly currency: string }
  | { readonly kind: 'state'; readonly of: StateKind }
  | { readonly kind: 'code' }
  | { readonly kind: 'card'; readonly brand: string }
  | { readonly kind: 'json' }
  /** What it was → what it became; `before` names the column of the former. */
  | { readonly kind: 'change'; readonly before: string }
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'words' }
  /** As it was typed, of any length: its beginning in a list, all of it in a record. */
  | { readonly kind: 'text' };

export type StateKind =
  | 'user'
  | 'payment'
  | 'subscription'
  | 'dispute'
  | 'refund'
  | 'event'
  | 'operation'
  | 'discrepancy'
  | 'grant'
  | 'override'
  | 'mail'
  | 'message'
  | 'policy';
