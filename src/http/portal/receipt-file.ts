import { paymentById, UnknownPayment } from '../../billing/index.js';
import { now } from '../../platform/clock.js';
import type { Db } from '../../platform/db.js';
import type { HttpDeps } from '../deps.js';
import type { Pdf } from '../pdf/document.js';
import { drawReceipt } from './receipt-pdf.js';
import { type ShownReceipt, shownReceipt } from './receipt-view.js';

interface Wanted {
  payment_id: string;
  /** Only if it is this customer's. */
  user_id?: string;
}

/** The receipt of a payment that was paid. @throws UnknownPayment */
export async function receiptOf(db: Db, wanted: Wanted): Promise<ShownReceipt & { user_id: string }> {
  const payment = await paymentById(db, wanted);
  if (payment.status !== 'succeeded') throw new UnknownPayment();
  return { ...shownReceipt(payment), user_id: payment.user_id };
}

/** The same on paper: a stream that is ready to be read, and what to call the file. @throws UnknownPayment */
export async function receiptFile(
  { db, config }: Pick<HttpDeps, 'db' | 'config'>,
  { brand, ...wanted }: Wanted & { brand: string },
): Promise<{ name: string; pdf: Pdf }> {
  const { user_id, ...receipt } = await receiptOf(db, wanted);
  const buyer = await db.one<{ name: string; email: string }>('SELECT name, email FROM users WHERE id = $1', [
    user_id,
  ]);
  const seller = { name: brand, email: addressIn(config.MAIL_FROM), site: config.PUBLIC_URL };
  const pdf = await drawReceipt({ seller, buyer, at: await now(db), receipt });
  return { name: `${receipt.receipt_number ?? 'receipt'}.pdf`, pdf };
}

/** "billing@example.com" of "QuickScale <billing@example.com>". */
function addressIn(sender: string): string {
  return /<([^>]+)>/.exec(sender)?.[1] ?? sender;
}
