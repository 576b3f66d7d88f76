import { randomUUID } from 'node:crypto';
import type { CreditsAtEnd, SubscriptionView } from '../../src/billing/index.js';
import { type Office, type Operator, signInAs } from '../admin/office.js';
import type { Customer } from './customer.js';

/** What the dialog says before a plan is ended: `credits` in hundredths, money in minor units. */
interface EndForetold {
  credits: number;
  paid?: { refundable_minor: number };
}

/** Somebody of the support, who sees to a customer's plan in the back office. */
export class Support {
  private constructor(readonly operator: Operator) {}

  static async arrives(office: Office): Promise<Support> {
    return new Support(await signInAs(office, 'support'));
  }

  /** Ends a plan at once; answers what the dialog had foretold. */
  async endsPlan(customer: Customer, credits: CreditsAtEnd): Promise<EndForetold> {
    const { id: subscription_id } = await this.#planOf(customer);
    const { preview } = await this.#asks(customer, 'previewEnd', { subscription_id });
    await this.#changes(customer, { act: 'end_now', subscription_id, credits });
    return preview;
  }

  pauses(customer: Customer): Promise<void> {
    return this.#changes(customer, { act: 'pause' });
  }

  resumes(customer: Customer): Promise<void> {
    return this.#changes(customer, { act: 'resume' });
  }

  async #changes(customer: Customer, change: object): Promise<void> {
    const { version: shown } = await this.#planOf(customer);
    const why = { reason: 'The customer asked for it', ticket: '', notify: true };
    await this.#asks(customer, 'changeSubscription', { ...change, ...why, shown, key: randomUUID() });
    await customer.town.settle();
  }

  /** The plan as the customer's page in the back office shows it. */
  async #planOf(customer: Customer): Promise<SubscriptionView> {
    const { json, text } = await this.operator.read(`/resources/customers/records/${customer.id}/show`);
    const [plan] = json?.page?.subscriptions.list ?? [];
    if (!plan) throw new Error(`the back office shows no plan of his: ${text}`);
    return plan;
  }

  // biome-ignore lint/suspicious/noExplicitAny: whoever asks knows the shape of the answer
  async #asks(customer: Customer, action: string, body: object): Promise<any> {
    const path = `/resources/customers/records/${customer.id}/${action}`;
    const { status, json, text } = await this.operator.post(path, body);
    if (status !== 200) throw new Error(`${action} was answered ${status}: ${text}`);
    return json;
  }
}
