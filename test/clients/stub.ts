import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  method: string;
  path: string;
  idempotency_key: string | undefined;
  body: string;
}

export interface Stub {
  baseUrl: string;
  /** What came, in order. */
  seen: Seen[];
  close(): Promise<void>;
}

type Answer = (seen: Seen, res: ServerResponse) => void | Promise<void>;

/** A server that answers the n-th request with the n-th answer, and all that follow with the last. */
export async function startStub(...answers: [Answer, ...Answer[]]): Promise<Stub> {
  const seen: Seen[] = [];
  const server = createServer(async (req, res) => {
    const request = await read(req);
    seen.push(request);
    await (answers[seen.length - 1] ?? answers.at(-1))?.(request, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** An answer of JSON; a problem where the status is none of success. */
export function answer(status: number, body: object, headers: Record<string, string> = {}): Answer {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return (_seen, res) => {
    res.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
  };
}

/** The line goes dead with no answer. */
export const cut: Answer = (_seen, res) => {
  res.socket?.destroy();
};

async function read(req: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const key = req.headers['idempotency-key'];
  return {
    method: req.method ?? '',
    path: req.url ?? '',
    idempotency_key: Array.isArray(key) ? key[0] : key,
    body: Buffer.concat(chunks).toString(),
  };
}
