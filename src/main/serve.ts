import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How long requests may still take when the process is asked to stop. */
const DRAIN_MS = 10_000;

/**
 * Listens; port 0 chooses a free one. `close` takes no new requests, lets running ones end, and cuts what is still
 * there after a while.
 */
export async function serve(
  listener: RequestListener,
  port: number,
  host: string,
): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer(listener);
  server.listen(port, host);
  await once(server, 'listening');
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(cut);
  };
  return { port: (server.address() as AddressInfo).port, close };
}
