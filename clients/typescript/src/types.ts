import type { components, operations } from './schema.js';

export type Schemas = components['schemas'];

type Body<Name extends keyof operations> = operations[Name] extends {
  requestBody?: { content: { 'application/json': infer Sent } };
}
  ? Sent
  : never;
type Query<Name extends keyof operations> = NonNullable<operations[Name]['parameters']['query']>;

export type NewSpend = Body<'spend'>;
export type NewHold = Body<'placeHold'>;
export type Capture = Body<'captureHold'>;
export type Reversal = Body<'reverse'>;
export type LedgerPage = Query<'listLedger'>;
export type UsagePage = Query<'listUsage'>;

/** One spend of a batch; without a key of yours the client makes one. */
export type BatchItem = Omit<Schemas['BatchItem'], 'idempotency_key'> & { idempotency_key?: string };

/** What became of one: `'spend' in result`, or else its problem. */
export type BatchResult = Schemas['Batch']['data'][number];
