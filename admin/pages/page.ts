import type { SessionData } from 'express-session';
import type { Actor, Permission } from '../../src/accounts/index.js';

export interface PageRequest {
  readonly actor: Actor;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly session: Partial<SessionData>;
}

/** A call of the back office that belongs to no record: the dashboard, the search, confirming who you are. */
export interface OfficePage {
  /** What the operator's role must hold; undefined where every operator may. */
  readonly permission?: Permission;
  /** The only query parameters that are let through. */
  readonly query?: readonly string[];
  readonly read?: (request: PageRequest) => Promise<unknown>;
  readonly change?: (request: PageRequest) => Promise<unknown>;
}
