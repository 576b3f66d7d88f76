import type { z } from 'zod';
import { packForSale, switchOnTopUp } from '../../billing/index.js';
import { fromCredits } from '../../credits/index.js';
import type { Db } from '../../platform/db.js';
import { InvalidInput } from '../../platform/errors.js';
import { moneyInput, parseMoney } from '../../platform/money.js';
import { DEFAULT_CARD, type TopUpForm } from './running-low-view.js';

/** @throws InvalidInput at the field's name, NotForSale */
export async function allowTopUp(
  db: Db,
  { user_id, form }: { user_id: string; form: z.output<typeof TopUpForm> },
): Promise<void> {
  const { below, price, cap, card } = form;
  const { currency } = await packForSale(db, price);
  await db.transaction((tx) =>
    switchOnTopUp(tx, {
      user_id,
      threshold: fromCredits(below),
      price_id: price,
      payment_method_id: card === DEFAULT_CARD ? null : card,
      monthly_cap_minor: amountOf(cap, currency),
    }),
  );
}

function amountOf(text: string, currency: string): number {
  try {
    return parseMoney(text, currency, 'cap');
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput({ cap: `Write an amount, such as ${moneyInput(6000, currency)}.` });
  }
}
