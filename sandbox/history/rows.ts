/** A row as it will be inserted: times are RFC 3339 text, hashes `\x…` text, jsonb plain values. */
export type Row = object;

type Time = string;
type Loose = Record<string, unknown>;

export interface UserRow {
  id: string;
  email: string;
  name: string;
  role: string;
  status: 'active' | 'closed';
  password_hash: string | null;
  email_verified_at: Time | null;
  totp_secret: string | null;
  totp_confirmed_at: Time | null;
  stripe_customer_id: string | null;
  last_sign_in_at: Time | null;
  created_at: Time;
  closed_at: Time | null;
}

/** Amounts in hundredths of a credit. */
export interface WalletRow {
  id: string;
  last_entry_no: number;
  available: number;
  held: number;
  frozen: number;
  debt: number;
  suspended_until: Time | null;
  spending_frozen_until: Time | null;
  created_at: Time;
}

export interface GrantRow {
  wallet_id: string;
  id: string;
  type: 'subscription' | 'promotional' | 'pay_as_you_go';
  priority: number;
  amount: number;
  remaining: number;
  held: number;
  frozen: number;
  open: boolean;
  expires_at: Time | null;
  source: string;
  source_id: string;
  payment_id: string | null;
  origin_grant: string | null;
  reason: string | null;
  granted_by: string | null;
  created_at: Time;
}

export interface EntryRow {
  wallet_id: string;
  no: number;
  grant_id: string | null;
  kind: string;
  amount: number;
  held: number;
  frozen: number;
  debt: number;
  available_after: number;
  cause: string;
  cause_id: string;
  operator_id: string | null;
  reason: string | null;
  effective_at: Time;
  created_at: Time;
}

export interface PaymentRow {
  id: string;
  user_id: string;
  stripe_charge_id: string;
  stripe_payment_intent_id: string | null;
  stripe_checkout_session_id: string | null;
  stripe_invoice_id: string | null;
  stripe_customer_id: string | null;
  kind: 'pack' | 'subscription' | 'other';
  description: string;
  price_id: string | null;
  quantity: number | null;
  status: 'succeeded' | 'failed';
  currency: string;
  amount_minor: number;
  received_minor: number;
  credit_amount: number;
  failure_code: string | null;
  decline_code: string | null;
  failure_message: string | null;
  card_brand: string | null;
  card_last4: string | null;
  receipt_number: string | null;
  receipt_issued_at: Time | null;
  paid_at: Time | null;
  created_at: Time;
  registered_at: Time;
}

export interface PaymentMethodRow {
  id: string;
  stripe_id: string;
  user_id: string;
  type: string;
  brand: string;
  last4: string;
  exp_month: number;
  exp_year: number;
  is_default: boolean;
  created_at: Time;
}

export interface ReturnRow {
  wallet_id: string;
  id: string;
  payment_id: string;
  refund_id: string | null;
  dispute_id: string | null;
  amount_minor: number;
  policy: 'unused' | 'full' | 'keep';
  target: number;
  taken: number;
  expired: number;
  frozen: number;
  debt: number;
  live: boolean;
  created_at: Time;
  returned_at: Time;
}

export interface DebtRow {
  wallet_id: string;
  id: string;
  return_id: string;
  amount: number;
  outstanding: number;
  written_off: number;
  created_at: Time;
  settled_at: Time | null;
}

/** Tables whose rows change or are read again while the year is played have their type; the others are only written. */
export interface Tables {
  users: UserRow;
  wallets: WalletRow;
  grants: GrantRow;
  entries: EntryRow;
  payments: PaymentRow;
  returns: ReturnRow;
  debts: DebtRow;
  audit_entries: Loose;
  contact_messages: Loose;
  credit_amount_versions: Loose;
  disputes: Loose & { id: string };
  event_sweeps: Loose;
  holds: Loose;
  hold_parts: Loose;
  invoices: Loose & { id: string };
  mails: Loose;
  notes: Loose;
  overrides: Loose;
  payment_methods: PaymentMethodRow;
  prices: Loose;
  products: Loose;
  receipt_counters: Loose;
  refunds: Loose;
  reversals: Loose;
  services: Loose;
  spends: Loose;
  stripe_events: Loose;
  stripe_objects: Loose;
  stripe_operations: Loose;
  subscriptions: Loose & { id: string };
}
