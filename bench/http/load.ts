/** A process that only asks: what it costs must not be taken from what it measures. */
import { Pool } from 'undici';
import { drive } from '../drive.js';

export type Load = {
  origin: string;
  authorization: string;
  /** Where to POST `body`; each call to any of them. */
  paths: string[];
  body: string;
  callers: number;
  duration_ms: number;
  /** Before the running number in each Idempotency-Key. */
  keys: string;
};

let calls = 0;
let pool: Pool | undefined;

process.on('message', async (load: Load) => {
  const { origin, authorization, paths, body, callers, duration_ms, keys } = load;
  pool ??= new Pool(origin, { connections: 128, pipelining: 1 });
  const connections = pool;
  const call = async (): Promise<void> => {
    const path = paths[Math.floor(Math.random() * paths.length)] ?? '/';
    const headers = {
      authorization,
      'content-type': 'application/json',
      'idempotency-key': `${keys}${calls++}`,
    };
    const answer = await connections.request({ method: 'POST', path, headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 201) throw new Error(`${answer.statusCode}: ${text.slice(0, 200)}`);
  };
  process.send?.(await drive(callers, duration_ms, call));
});
process.on('disconnect', () => process.exit());
