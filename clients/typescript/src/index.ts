export { QuickScale, type QuickScaleOptions } from './client.js';
export { type ErrorCode, QuickScaleError } from './errors.js';
export type { components, operations, paths } from './schema.js';
export type { BatchItem, BatchResult, NewHold, NewSpend, Schemas } from './types.js';
