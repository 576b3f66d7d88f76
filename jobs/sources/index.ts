import { inbox } from './inbox.js';
import { outbox } from './outbox.js';
import type { WorkSource } from './source.js';

export const SOURCES = { inbox, outbox } as const satisfies Record<string, WorkSource>;

export type SourceName = keyof typeof SOURCES;
