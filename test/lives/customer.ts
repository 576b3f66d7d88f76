import { expect } from '@jest/globals';
import type Stripe from 'stripe';
import { addDuration } from '../../sandbox/clock.js';
import { signedIn } from '../http/accounts/people.js';
import { move } from '../http/api/client.js';
import { expectSamePlans } from './agreement.js';
import type { Town } from './town.js';
import { Visitor } from './visitor.js';

/** The subject of the mail with a receipt, in a test's expectation. */
export const RECEIPT: unknown = expect.stringMatching(/^Your receipt R-\d{4}-\d+$/);

/** One cost one credit in the sandbox's catalogue. */
const SERVICE = 'text-sentiment';

/** A moment so much later, an ISO 8601 duration. */
export function later(at: Date, duration: string): Date {
  const moved = addDuration(at, duration);
  if (!moved) throw new Error(`${duration} is no duration`);
  return moved;
}

/** A customer in words: what he does and has, and what others do to him. */
export class Customer extends Visitor {
  static async arrives(town: Town): Promise<Customer> {
    const { browser, ...who } = await signedIn(town.db, town.url);
    return new Customer(town, browser, who);
  }

  /** Through the company's API, as an integrator charges him. */
  async spends(credits: number): Promise<void> {
    const { url, apiKey: key } = this.town;
    const body = { service: SERVICE, quantity: credits };
    const answer = await move(`${url}/api/v1/customers/${this.id}/spends`, { key, body });
    if (answer.status !== 201) throw new Error(`spending answered ${JSON.stringify(answer.body)}`);
  }

  /** Somebody begins a plan for him in Stripe's dashboard, with the card that he has saved. */
  async isGiven(nickname: string, given: Partial<Stripe.SubscriptionCreateParams> = {}): Promise<void> {
    const customer = await this.atStripe();
    await this.town.stripe.subscriptions.create({
      customer,
      items: [{ price: await this.town.priceAtStripe(nickname) }],
      ...given,
    });
    await this.town.settle();
  }

  /** Somebody changes his plan in Stripe's dashboard. */
  async isChanged(change: Stripe.SubscriptionUpdateParams): Promise<void> {
    const { stripe_id } = await this.plan();
    await this.town.stripe.subscriptions.update(stripe_id, change);
    await this.town.settle();
  }

  /** From now on his bank declines what his plan charges. */
  runsOutOfMoney(): Promise<void> {
    return this.#cardNow('card_fails');
  }

  hasMoneyAgain(): Promise<void> {
    return this.#cardNow('card_works');
  }

  /** His plans end, and nothing of his happens any more. As he leaves, Stripe has them as we have. */
  async leaves(): Promise<void> {
    await expectSamePlans(this.town, this.id);
    const open = 'SELECT stripe_id FROM subscriptions WHERE user_id = $1 AND ended_at IS NULL';
    for (const { stripe_id } of await this.town.db.query<{ stripe_id: string }>(open, [this.id]))
      await this.town.stripe.subscriptions.cancel(stripe_id);
    await this.town.settle();
  }

  async #cardNow(action: 'card_fails' | 'card_works'): Promise<void> {
    const { stripe_id } = await this.plan();
    await this.town.sandbox.control('POST', `subscriptions/${stripe_id}`, { action });
    await this.town.settle();
  }
}
