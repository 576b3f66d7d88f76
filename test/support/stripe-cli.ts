import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fromRoot } from '../../src/platform/root.js';
import { SECRET_KEY } from './sandbox-stripe.js';

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;

/** Stripe's own command line, pointed at a simulator. */
export interface StripeCli {
  /**
   * `stripe trigger EVENT`: makes the objects behind an event, by the official fixtures. `add` puts parameters into
   * their steps, such as `customer:metadata.user_id=…`. Throws what it printed, where a step failed.
   */
  trigger(event: string, add?: string[]): Promise<void>;
  close(): Promise<void>;
}

/** Works without a network: a home of its own, no telemetry, and a proxy that nobody is behind for all but this machine. */
export async function openStripeCli(apiBase: string): Promise<StripeCli> {
  const home = await mkdtemp(path.join(tmpdir(), 'stripe-cli-'));
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: home,
    HTTPS_PROXY: 'http://127.0.0.1:9',
    STRIPE_CLI_TELEMETRY_OPTOUT: '1',
    DO_NOT_TRACK: '1',
  };
  return {
    trigger: async (event, add = []) => {
      const access = ['--api-base', apiBase, '--api-key', SECRET_KEY];
      const added = add.flatMap((each) => ['--add', each]);
      await run(fromRoot('node_modules/.bin/stripe'), ['trigger', event, ...added, ...access], {
        cwd: home,
        env,
        timeout: TIMEOUT_MS,
      });
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
}
