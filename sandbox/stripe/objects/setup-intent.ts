import type Stripe from 'stripe';
import { newId, randomText } from '../ids.js';

type Given = Partial<Stripe.SetupIntent> & { created: number };

type Untouched = Omit<Stripe.SetupIntent, 'id' | 'object' | 'client_secret' | 'created'>;

/** The fields of an intent to save a card that nobody has typed a card into. */
const UNTOUCHED: Untouched = {
  allowed_payment_method_types: null,
  application: null,
  automatic_payment_methods: { allow_redirects: 'always', enabled: true },
  cancellation_reason: null,
  customer: null,
  customer_account: null,
  description: null,
  excluded_payment_method_types: null,
  flow_directions: null,
  last_setup_error: null,
  latest_attempt: null,
  livemode: false,
  managed_payments: null,
  mandate: null,
  metadata: {},
  next_action: null,
  on_behalf_of: null,
  payment_method: null,
  payment_method_configuration_details: null,
  payment_method_options: {
    card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
  },
  payment_method_types: ['card'],
  single_use_mandate: null,
  status: 'requires_payment_method',
  usage: 'off_session',
};

/** A complete setup intent; not set up unless told otherwise. `created` in Unix seconds. */
export function buildSetupIntent(given: Given): Stripe.SetupIntent {
  const id = given.id ?? newId('seti', 24);
  return {
    object: 'setup_intent',
    client_secret: `${id}_secret_${randomText(25)}`,
    ...UNTOUCHED,
    ...given,
    id,
  };
}
