import express, { type Express } from 'express';
import { transact, type World } from '../call.js';
import { actInDashboard, SUBSCRIPTION_ACTIONS } from '../dashboard.js';
import { moveClock } from '../time.js';
import { deliveryCounts } from '../webhooks.js';
import { type Html, html } from './html.js';
import { sendPage } from './layout.js';
import { subscriptionsBoard } from './subscriptions-board.js';

interface Recent {
  id: string;
  type: string;
  created: number;
}

/** The simulator's own front page: what it holds, what happened last, what still waits to be delivered. */
export function mountStatusPage(app: Express, world: World): void {
  app.get('/', async (_request, response) => {
    const { rows: counts } = await world.pool.query<{ type: string; count: number }>(
      'select type, count(*) as count from objects where not deleted group by type order by type',
    );
    const { rows: recent } = await world.pool.query<Recent>(
      "select id, case type when 'event' then doc ->> 'type' else type end as type, created from objects order by seq desc limit 25",
    );
    const { pending, delivered } = await deliveryCounts(world.pool);
    const body = html`<main class="wide">
<div class="top"><h1>Simulated Stripe</h1><span class="badge">Sandbox</span></div>
<p>Its clock says ${world.clock.now().toISOString()}. Webhooks delivered: ${delivered}, waiting: ${pending}.</p>
${await subscriptionsBoard(world)}
<h2>Objects</h2>
${table(
  ['Type', 'Count'],
  counts.map(({ type, count }) => html`<tr><td>${type}</td><td>${count}</td></tr>`),
)}
<h2>Newest</h2>
${table(['Id', 'Type', 'Created'], recent.map(newest))}
</main>`;
    sendPage(response, 'Simulated Stripe', body);
  });
  app.post('/', express.urlencoded({ extended: false, limit: '1kb' }), async (request, response) => {
    await act(world, (request.body ?? {}) as Record<string, string | undefined>);
    response.redirect(303, '/');
  });
}

async function act(world: World, { advance, action, subscription }: Record<string, string | undefined>) {
  const known = SUBSCRIPTION_ACTIONS.find((each) => each === action);
  if (advance) await moveClock(world, { advance });
  else if (known) await transact(world, {}, (call) => actInDashboard(call, String(subscription), known));
}

function table(heads: string[], rows: Html[]): Html {
  const head = heads.map((name) => html`<th>${name}</th>`);
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function newest({ id, type, created }: Recent): Html {
  const time = new Date(created * 1000).toISOString().replace('.000', '');
  return html`<tr><td><code>${id.slice(0, 32)}</code></td><td>${type}</td><td>${time}</td></tr>`;
}
