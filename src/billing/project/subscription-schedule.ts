import type Stripe from 'stripe';
import { READ } from '../stripe/client.js';
import { idOf, type Projection } from './projection.js';

/** Has no row of ours: what it plans is told with its subscription, which has changed. */
export const subscriptionScheduleProjection: Projection<Stripe.SubscriptionSchedule> = {
  read: (stripe, id) => stripe.subscriptionSchedules.retrieve(id, {}, READ),
  project: async (_tx, { subscription, released_subscription }) => {
    const id = idOf(subscription) ?? released_subscription;
    return id ? [{ type: 'subscription', id }] : [];
  },
};
