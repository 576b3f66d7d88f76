import type Stripe from 'stripe';
import type { Call } from './call.js';
import type { LineItem } from './objects/checkout-session.js';
import { hiddenOf } from './store.js';

/** What a session keeps to itself until it is paid. */
export interface SessionPlan {
  items: LineItem[];
  intent: {
    description?: string | null;
    metadata: Record<string, string>;
    receipt_email?: string;
    setup_future_usage?: 'off_session' | 'on_session';
    shipping?: Stripe.PaymentIntent.Shipping;
  };
  /** What the subscription will be made with, and the intent that is tried until then. */
  subscription?: { description?: string; metadata: Record<string, string>; trial_end: number | null };
  subscription_intent?: string;
}

/** What the session keeps to itself. */
export async function planOf(call: Call, session: { id: string }): Promise<SessionPlan> {
  return (await hiddenOf(call, session.id)) as unknown as SessionPlan;
}
