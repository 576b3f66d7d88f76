import type { Router } from 'express';
import type Stripe from 'stripe';
import type { Config } from '../platform/config.js';
import type { Db } from '../platform/db.js';
import type { Logger } from '../platform/log.js';

/** A button of the sign-in pages that posts to `action`, with the CSRF token. */
export interface SignInButton {
  label: string;
  action: string;
}

/** What a sandbox adds to every page. Only its own composition root passes it: production has no way to. */
export interface SandboxExtras {
  badge: string;
  signInButtons: readonly SignInButton[];
  router?: Router;
}

/** What the pages and the API are given by a composition root. */
export interface HttpDeps {
  db: Db;
  config: Config;
  log: Logger;
  stripe: Stripe;
  admin?: Router;
  extras?: SandboxExtras;
}
