import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { list } from '../lists.js';
import { formatMoney } from '../money.js';
import type { Price } from '../objects/types.js';
import { type Html, html } from '../pages/html.js';
import { button, deed, panel, pill, TELLS, table } from './parts.js';

const SHOWN = 50;

/** What is sold, and what people change of it in the dashboard. */
export async function cataloguePage(call: Call): Promise<Html[]> {
  const { data: products } = await list(call, 'product', '', { limit: SHOWN });
  if (products.length === 0) return [panel('Catalogue', html`<p class="quiet">Nothing is sold yet.</p>`)];
  const { data: prices } = await list(
    call,
    'price',
    '',
    { limit: 100 },
    { product: products.map(({ id }) => id) },
  );
  return products.map((product) =>
    productPanel(
      product,
      prices.filter((price) => price.product === product.id),
    ),
  );
}

const COLUMNS = [
  { name: 'Price' },
  { name: 'State' },
  { name: 'Amount', figures: true },
  { name: 'Credits' },
  { name: '' },
];

function productPanel({ id, metadata, name }: Stripe.Product, prices: Price[]): Html {
  const fields = html`<label>Name<input name="name" value="${name}" required></label>
${creditsField(metadata)}${TELLS}<button>Change product</button>`;
  return panel(
    name,
    html`<p class="quiet"><code>${id}</code></p>`,
    deed('product', { product: id }, fields),
    table(COLUMNS, prices.map(priceRow), 'No prices.'),
  );
}

function priceRow({ active, currency, id, metadata, recurring, unit_amount }: Price): Html[] {
  const sale = active
    ? button('price-sold', { price: id, active: 'false' }, 'Archive')
    : button('price-sold', { price: id, active: 'true' }, 'Sell again');
  return [
    html`<code>${id}</code>`,
    active ? pill('Sold', 'good') : pill('Archived', 'plain'),
    html`${formatMoney(unit_amount ?? 0, currency)}${recurring ? ` / ${recurring.interval}` : ''}`,
    deed('price', { price: id }, html`${creditsField(metadata)}${TELLS}<button>Change</button>`),
    sale,
  ];
}

/** Any text: what is no number is a fault that the other side has to find. Empty takes it out. */
function creditsField({ credit_amount = '' }: Record<string, string>): Html {
  return html`<label>credit_amount<input name="credit_amount" value="${credit_amount}"></label>`;
}
