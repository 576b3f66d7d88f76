import type { RecordJSON } from 'adminjs';

/** A page of a list, as AdminJS's list action answers it. */
export interface Listing {
  readonly records: readonly RecordJSON[];
  readonly meta: {
    readonly total: number;
    readonly page: number;
    readonly perPage: number;
    readonly sortBy?: string;
    readonly direction?: 'asc' | 'desc';
  };
}
