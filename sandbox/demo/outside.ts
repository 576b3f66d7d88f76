import path from 'node:path';
import { createClock, moveSandboxClock } from '../clock.js';
import { holdPort } from '../free-port.js';
import { type Mailbox, startMailbox } from '../mailbox.js';
import { type RunningStripe, startStripe } from '../stripe/index.js';
import type { Databases } from './databases.js';
import { progress } from './progress.js';
import type { DemoState } from './state.js';
import type { Stops } from './stops.js';

/** What stands in for the world outside: Stripe and everybody's mailbox. */
export type Outside = { stripe: RunningStripe; mailbox: Mailbox };

type Needs = { dir: string; state: DemoState; portal: string; databases: Databases; stops: Stops };

export async function startOutside({ dir, state, portal, databases, stops }: Needs): Promise<Outside> {
  const clock = createClock();
  clock.onMove((offsetMs) => moveSandboxClock(databases.product.ownerUrl, offsetMs));
  const stripe = await progress('simulated Stripe', async () =>
    startStripe({
      databaseUrl: databases.stripe.ownerUrl,
      port: await usablePort(state.ports.stripe),
      secretKey: state.stripeKey,
      webhook: { url: `${portal}/webhooks/stripe`, secret: state.webhookSecret },
      clock,
    }),
  );
  stops.add(stripe.close);
  const mailbox = await progress('mailbox', async () =>
    startMailbox({ dir: path.join(dir, 'mailbox'), port: await usablePort(state.ports.mailbox) }),
  );
  stops.add(mailbox.close);
  return { stripe, mailbox };
}

/** The port of last time where it is still free: links in old mails and at Stripe then keep working. */
async function usablePort(last: number | undefined): Promise<number> {
  const { port, release } = await holdPort(last);
  await release();
  return port;
}
