import type Stripe from 'stripe';
import {
  listPayments,
  recentInvoices,
  type SubscriptionView,
  subscriptionOf,
} from '../../src/billing/index.js';
import { listGrants, toCredits } from '../../src/credits/index.js';
import { formatMoney } from '../../src/platform/money.js';
import { call } from '../http/api/client.js';
import type { Town } from './town.js';

/** What a customer has: here, at Stripe and in his mailbox. */
export class Holdings {
  #mails_read = 0;

  constructor(
    readonly town: Town,
    readonly id: string,
    readonly email: string,
  ) {}

  /** What he can spend, in credits: all of it, and by type where there is any. */
  async balance(): Promise<Record<string, number>> {
    const { url, apiKey: key } = this.town;
    const { body } = await call(`${url}/api/v1/customers/${this.id}/balance`, { key });
    const parts = Object.entries({ ...body.by_type, held: body.held, frozen: body.frozen, debt: body.debt });
    return { available: body.available, ...Object.fromEntries(parts.filter(([, amount]) => amount !== 0)) };
  }

  /** Every grant, the oldest first, with what is left of it. */
  async grants(): Promise<{ type: string; credits: number; left: number; expires: Date | null }[]> {
    const grants = await listGrants(this.town.db, this.id, { limit: 200 });
    return grants
      .sort((a, b) => a.created_at.getTime() - b.created_at.getTime())
      .map(({ type, amount, remaining, expires_at }) => ({
        type,
        credits: toCredits(amount),
        left: toCredits(remaining),
        expires: expires_at,
      }));
  }

  /** Every attempt to pay, the oldest first: "€14.99 succeeded". */
  async payments(): Promise<string[]> {
    const { data } = await listPayments(this.town.db, this.id, { limit: 100 });
    return data
      .map(({ amount_minor, currency, status }) => `${formatMoney(amount_minor, currency)} ${status}`)
      .reverse();
  }

  /** The last four digits of each card that was charged, the oldest first. */
  async cardsCharged(): Promise<string[]> {
    const { data } = await listPayments(this.town.db, this.id, { limit: 100 });
    return data.map(({ card }) => card?.last4 ?? '').reverse();
  }

  /** Every bill of his plan, the oldest first: "€14.99 paid". */
  async invoices(): Promise<string[]> {
    const invoices = await recentInvoices(this.town.db, { user_id: this.id, limit: 100 });
    return invoices
      .map(({ total_minor, currency, status }) => `${formatMoney(total_minor, currency)} ${status}`)
      .reverse();
  }

  /** The same bills as Stripe has them. */
  async bills(): Promise<Stripe.Invoice[]> {
    const { data } = await this.town.stripe.invoices.list({ customer: await this.atStripe(), limit: 100 });
    return data.reverse();
  }

  /** What his cards were charged, as Stripe has it, the oldest first. */
  async charges(): Promise<Stripe.Charge[]> {
    const { data } = await this.town.stripe.charges.list({ customer: await this.atStripe(), limit: 100 });
    return data.reverse();
  }

  /** What operators are asked to look at about him. */
  async discrepancies(): Promise<string[]> {
    const rows = await this.town.db.query<{ kind: string }>(
      "SELECT kind FROM discrepancies WHERE user_id = $1 AND status = 'open' ORDER BY id",
      [this.id],
    );
    return rows.map(({ kind }) => kind);
  }

  /** His plan as we know it. */
  async plan(): Promise<SubscriptionView> {
    const subscription = await subscriptionOf(this.town.db, this.id);
    if (!subscription) throw new Error('he has no plan');
    return subscription;
  }

  /** Subjects of the mails since this was asked last, those about his account left out. */
  mails(): string[] {
    const mine = this.town.mails.filter(({ to }) => to === this.email);
    const unread = mine.slice(this.#mails_read).map(({ subject }) => subject);
    this.#mails_read = mine.length;
    return unread.filter((subject) => subject !== 'Confirm your email address');
  }

  /** The text of his last mail. */
  lastMail(): string {
    return this.town.mails.findLast(({ to }) => to === this.email)?.text ?? '';
  }

  /** His id in Stripe, where somebody else now does something. */
  async atStripe(): Promise<string> {
    const { stripe_customer_id } = await this.town.db.one<{ stripe_customer_id: string | null }>(
      'SELECT stripe_customer_id FROM users WHERE id = $1',
      [this.id],
    );
    if (!stripe_customer_id) throw new Error('Stripe does not know him');
    return stripe_customer_id;
  }
}
