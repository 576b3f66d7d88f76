import { z } from 'zod';
import type { Call } from '../call.js';
import { invalidRequest, missingParameter } from '../errors.js';
import { buildLineItem, type LineItem } from '../objects/checkout-session.js';
import type { Price } from '../objects/types.js';
import { amount, currency, metadata, text } from '../params.js';
import { load } from '../store.js';
import { createPrice } from './prices.js';

const item = z.strictObject({
  price: text.optional(),
  price_data: z
    .strictObject({
      currency,
      product: text.optional(),
      product_data: z.strictObject({ name: text, metadata: metadata.optional() }).optional(),
      unit_amount: amount,
    })
    .optional(),
  quantity: amount,
});

/** The `line_items` of a Checkout session. */
export const ItemsParam = z.array(item).min(1).max(100);

type Item = z.output<typeof item>;

type SellingMode = 'payment' | 'subscription';

/** The lines of a session that sells these items: all in one currency, and recurring where it begins a subscription. */
export async function buyItems(call: Call, items: Item[], mode: SellingMode): Promise<LineItem[]> {
  const lines: LineItem[] = [];
  for (const [index, each] of items.entries()) lines.push(await lineFor(call, each, index, mode));
  const [first] = lines;
  const stray = lines.find((line) => line.currency !== first?.currency);
  if (!stray) return lines;
  const message = `All prices in \`line_items\` must use the same currency: ${first?.currency} and ${stray.currency} were given.`;
  throw invalidRequest(message, { param: 'line_items' });
}

async function lineFor(
  call: Call,
  { price_data, price: id, quantity }: Item,
  index: number,
  mode: SellingMode,
): Promise<LineItem> {
  const param = `line_items[${index}][price]`;
  if (!price_data && !id) throw missingParameter(param);
  const price = price_data ? await createPrice(call, price_data) : await activePrice(call, id ?? '', param);
  if (price.type === 'recurring' && mode === 'payment') {
    throw invalidRequest('You specified `payment` mode but passed a recurring price.', { param });
  }
  if (price.type !== 'recurring' && mode === 'subscription') {
    throw invalidRequest(
      'You must provide at least one recurring price in `subscription` mode when using prices.',
      { param },
    );
  }
  const product = await load(call, 'product', String(price.product));
  return buildLineItem(price, product.name, quantity);
}

async function activePrice(call: Call, id: string, param: string): Promise<Price> {
  const price = await load(call, 'price', id, param);
  if (price.active) return price;
  throw invalidRequest('The price specified is inactive. This field only accepts active prices.', { param });
}
