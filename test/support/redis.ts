import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { freePort } from '../../sandbox/free-port.js';
import { waitFor } from './wait-for.js';

/** A redis-server of this test's own, which keeps nothing when it ends. */
export interface OwnRedis {
  url: string;
  /** Ends the server and starts an empty one at the same address after `away` is over. */
  restart(away: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export async function startRedis(): Promise<OwnRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server = await serve(port, url);
  const end = async () => {
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  return {
    url,
    restart: async (away) => {
      await end();
      await away();
      server = await serve(port, url);
    },
    close: end,
  };
}

async function serve(port: number, url: string): Promise<ChildProcess> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', options, { stdio: 'ignore' });
  await waitFor(() => answers(url));
  return server;
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } finally {
    redis.disconnect();
  }
}
