/** A process that only asks: what it costs must not be taken from what it measures. */
import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { drive } from '../drive.js';

export type Load = {
  origin: string;
  /** Where to POST; each call to any of them. */
  paths: string[];
  callers: number;
  duration_ms: number;
  message: Keyed | Signed;
};
/** The same body again and again; `keys` stands before the running number in each Idempotency-Key. */
type Keyed = { authorization: string; body: string; keys: string };
/** An event as Stripe sends it; `ids` and the running number stand in for its `id`. */
type Signed = { event: string; id: string; secret: string; ids: string };
type Message = { headers: Record<string, string>; body: string };

let calls = 0;
let pool: Pool | undefined;

process.on('message', async ({ origin, paths, callers, duration_ms, message }: Load) => {
  pool ??= new Pool(origin, { connections: 128, pipelining: 1 });
  const connections = pool;
  const call = async (): Promise<void> => {
    calls += 1;
    const path = paths[Math.floor(Math.random() * paths.length)] ?? '/';
    const { headers, body } = 'event' in message ? signed(message, calls) : keyed(message, calls);
    const answer = await connections.request({
      method: 'POST',
      path,
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 && answer.statusCode !== 201)
      throw new Error(`${answer.statusCode}: ${text.slice(0, 200)}`);
  };
  process.send?.(await drive(callers, duration_ms, call));
});
process.on('disconnect', () => process.exit());

function keyed({ authorization, body, keys }: Keyed, call: number): Message {
  return { headers: { authorization, 'idempotency-key': `${keys}${call}` }, body };
}

function signed({ event, id, secret, ids }: Signed, call: number): Message {
  const body = event.replace(id, `${ids}${call}`);
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return { headers: { 'stripe-signature': `t=${at},v1=${signature}` }, body };
}
