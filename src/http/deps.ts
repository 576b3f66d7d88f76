import type { Router } from 'express';
import type Stripe from 'stripe';
import type { Role } from '../accounts/index.js';
import type { Spender } from '../credits/index.js';
import type { Config } from '../platform/config.js';
import type { Db } from '../platform/db.js';
import type { Logger } from '../platform/log.js';

/** A button of a sign-in page that posts to `action`, with the CSRF token. Operators' actions lie under /admin. */
export interface SignInButton {
  label: string;
  role: Role;
  action: string;
}

/** What a sandbox adds to every page. Only its own composition root passes it: production has no way to. */
export interface SandboxExtras {
  badge: string;
  signInButtons: readonly SignInButton[];
  /** Mounted among the portal's pages, with a customer's session. */
  router?: Router;
  /** Mounted under /admin, in front of the guard, with an operator's session; brings its own `formProtection`. */
  operatorRouter?: Router;
}

/** What the pages and the API are given by a composition root. */
export interface HttpDeps {
  db: Db;
  /** One per process: it gathers the spends of all requests. */
  spender: Spender;
  config: Config;
  log: Logger;
  stripe: Stripe;
  admin?: Router;
  extras?: SandboxExtras;
}
