import { itemOf, periodOf } from '../billing/plan.js';
import { transact, type World } from '../call.js';
import { list } from '../lists.js';
import { formatMoney } from '../money.js';
import type { Subscription } from '../objects/subscription.js';
import { type Html, html } from './html.js';

const LIVE = ['active', 'past_due', 'trialing', 'unpaid', 'paused', 'incomplete'];
const SHOWN = 10;

/** The newest subscriptions with what may be done to them, and the clock that plays them. */
export async function subscriptionsBoard(world: World): Promise<Html> {
  const { data } = await transact(world, {}, (call) =>
    list(call, 'subscription', '', { limit: SHOWN }, { status: LIVE }),
  );
  const rows = data.length > 0 ? data.map(row) : [html`<tr><td>None at the moment.</td></tr>`];
  return html`<form method="post" class="actions">
<button name="advance" value="PT1H">One hour on</button>
<button name="advance" value="P1D">One day on</button>
<button name="advance" value="P1M">One month on</button>
</form>
<h2>Subscriptions</h2>
<div class="scroll"><table><tbody>${rows}</tbody></table></div>`;
}

function row(subscription: Subscription): Html {
  const { id, status } = subscription;
  const { price, quantity = 1 } = itemOf(subscription);
  const day = new Date(periodOf(subscription).end * 1000).toISOString().slice(0, 10);
  const total = formatMoney((price.unit_amount ?? 0) * quantity, price.currency);
  return html`<tr><td><code>${id}</code></td><td>${total} / ${price.recurring?.interval ?? ''}</td>
<td>${status.replaceAll('_', ' ')}, to ${day}</td>
<td><form method="post" class="actions"><input type="hidden" name="subscription" value="${id}">
<button name="action" value="card_works">Next renewal pays</button>
<button name="action" value="card_fails">Next renewal fails</button>
<button name="action" value="cancel">Cancel now</button></form></td></tr>`;
}
