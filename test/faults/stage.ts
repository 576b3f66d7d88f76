import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Mailbox, startMailbox } from '../../sandbox/mailbox.js';
import { openShop, type Shop } from '../billing/shop.js';
import { testProgram } from '../support/program.js';
import { waitFor } from '../support/wait-for.js';

/** A shop whose workers are processes of their own, which a test may kill, or stop and let go on. */
export interface Stage {
  shop: Shop;
  mailbox: Mailbox;
  /** Answers once it runs. */
  startWorker(): Promise<ChildProcess>;
  /** What a dead or standing process had taken is free again after half a minute or a whole one: here at once. */
  leasesRunOut(): Promise<void>;
  /** What is left to do. */
  open(): Promise<object[]>;
  /** Waits until nothing is, with every lease run out. */
  atRest(): Promise<void>;
  close(): Promise<void>;
}

const CHILD = testProgram('test/faults/child');

export async function openStage(): Promise<Stage> {
  const dir = await mkdtemp(path.join(tmpdir(), 'quickscale-stage-'));
  const [shop, mailbox] = await Promise.all([openShop(), startMailbox({ dir })]);
  const workers = new Set<ChildProcess>();
  const env = environment({ ...shop.config, SMTP_URL: mailbox.smtpUrl });
  return {
    shop,
    mailbox,
    startWorker: async () => {
      const worker = fork(CHILD, ['worker'], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      workers.add(worker);
      worker.once('exit', () => workers.delete(worker));
      await once(worker, 'message');
      return worker;
    },
    leasesRunOut: () => leasesRunOut(shop),
    open: () => open(shop),
    atRest: () => atRest(shop),
    close: async () => {
      for (const worker of workers) worker.kill('SIGKILL');
      await mailbox.close();
      await shop.close();
      await rm(dir, { recursive: true });
    },
  };
}

/** The configuration as a process reads it. */
function environment(config: object): NodeJS.ProcessEnv {
  const entries = Object.entries(config)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)]);
  return {
    PATH: process.env.PATH,
    ...Object.fromEntries(entries),
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  };
}

async function leasesRunOut({ db }: Shop): Promise<void> {
  await db.query(
    'UPDATE stripe_objects SET lease_until = clock_timestamp() WHERE lease_until > clock_timestamp()',
  );
  await db.query('UPDATE stripe_operations SET retry_at = NULL WHERE finished_at IS NULL');
}

async function atRest(shop: Shop): Promise<void> {
  await waitFor(async () => {
    await leasesRunOut(shop);
    const left = await open(shop);
    if (left.length > 0) throw new Error(JSON.stringify(left.slice(0, 10)));
    return true;
  });
}

function open({ db }: Shop): Promise<object[]> {
  return db.query(
    `SELECT 'event ' || type AS what, error FROM stripe_events WHERE state IN ('received', 'failed')
     UNION ALL SELECT 'object ' || id, NULL FROM stripe_objects WHERE read < wanted
     UNION ALL SELECT 'operation ' || kind, error_message FROM stripe_operations WHERE finished_at IS NULL
     UNION ALL SELECT 'mail ' || template, error FROM mails WHERE status = 'queued'
     UNION ALL SELECT 'top-up ' || wallet_id, NULL FROM top_up_attempts WHERE status = 'under_way'
     UNION ALL SELECT 'job ' || queue, error FROM outbox WHERE done_at IS NULL AND queue <> 'stripe-operations'`,
  );
}

/** Whether a process was stopped and not let go on. */
export async function standsStill({ pid }: ChildProcess): Promise<boolean> {
  return /^State:\s+T/m.test(await readFile(`/proc/${pid}/status`, 'utf8'));
}
