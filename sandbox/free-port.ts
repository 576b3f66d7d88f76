import { once } from 'node:events';
import { createServer } from 'node:net';

export type HeldPort = { port: number; release: () => Promise<void> };

/** A port of 127.0.0.1 that nobody listens on just now; another program may still take it first. */
export async function freePort(): Promise<number> {
  const { port, release } = await holdPort();
  await release();
  return port;
}

/** Keeps a port until it is released: the first of `wanted` that is free, else any. */
export async function holdPort(...wanted: (number | undefined)[]): Promise<HeldPort> {
  for (const port of [...wanted.filter((each) => each !== undefined), 0]) {
    const held = await hold(port);
    if (held) return held;
  }
  throw new Error('no port of 127.0.0.1 is free');
}

async function hold(port: number): Promise<HeldPort | null> {
  // Who calls too early is turned away: an open connection would keep the port from being released.
  const server = createServer((caller) => caller.destroy()).listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return null;
  }
  const address = server.address();
  return {
    port: address && typeof address === 'object' ? address.port : port,
    release: async () => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
