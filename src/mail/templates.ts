type Person = { name: string };
/** What leaves the database once the mail is sent: links that are as good as a password. `path` begins with a slash. */
type SecretLink = { secret: { path: string } };

/** Each template's variables. Money and credits come formatted, days as people read them. */
export type MailVariables = {
  'verify-email': Person & SecretLink & { hours: number };
  'already-registered': Person;
  'reset-password': Person & SecretLink & { hours: number };
  'password-changed': Person;
  'confirm-new-email': Person & SecretLink & { hours: number };
  'email-changed': Person & { new_email: string };
  receipt: Person & {
    number: string;
    date: string;
    description: string;
    amount: string;
    /** Of a payment that bought some. */
    credits?: string;
    card?: string;
    path: string;
  };
  'low-balance': Person & { available: string; threshold: string; path: string };
  /** `next`: when it is tried again by itself. */
  'payment-failed': Person & { amount: string; reason: string; advice: string; next?: string; path: string };
  'card-expiring': Person & { card: string; month: string; used_for: string; path: string };
  'top-up-failed': Person & {
    amount: string;
    card: string;
    available: string;
    reason: string;
    advice: string;
    /** When it is tried again. */
    next?: string;
    gave_up?: boolean;
    path: string;
  };
  'top-up-off': Person & { available: string; why: string; path: string };
  'top-up-cap': Person & { available: string; cap: string; next: string; path: string };
  /** `due`: what is not paid of the period that ends it. */
  'subscription-cancelled': Person & {
    plan: string;
    last_day: string;
    due?: string;
    by_support: boolean;
    path: string;
  };
  /** `unpaid`: because its payment never went through. */
  'subscription-ended': Person & {
    plan: string;
    unpaid: boolean;
    credits_expired?: string;
    credits_kept?: string;
    path: string;
  };
  'subscription-changed': Person & { change: string; path: string };
  refund: Person & { amount: string; credits_taken?: string; credits_owed?: string; description: string };
  'refund-failed': Person & { amount: string; description: string };
  'contact-message': Person & { from: string; body: string; path: string };
  'account-changed': Person & { change: string; balance?: string; reason?: string };
};

export type MailTemplate = keyof MailVariables;

/** Subjects are Handlebars too; what they insert is stripped of line breaks. */
export const SUBJECTS: Readonly<Record<MailTemplate, string>> = {
  'verify-email': 'Confirm your email address',
  'already-registered': 'You already have an account',
  'reset-password': 'Choose a new password',
  'password-changed': 'Your password was changed',
  'confirm-new-email': 'Confirm your new email address',
  'email-changed': 'Your email address was changed',
  receipt: 'Your receipt {{number}}',
  'low-balance': 'You have {{available}} credits left',
  'payment-failed': 'Your payment of {{amount}} did not go through',
  'card-expiring': 'Your card {{card}} expires soon',
  'top-up-failed': 'Your automatic top-up of {{amount}} did not go through',
  'top-up-off': 'Your automatic top-up is switched off',
  'top-up-cap': 'Your automatic top-up has reached its limit of {{cap}}',
  'subscription-cancelled': 'Your plan ends on {{last_day}}',
  'subscription-changed': 'Your plan has changed',
  'subscription-ended': 'Your plan {{plan}} has ended',
  refund: 'We have refunded {{amount}}',
  'refund-failed': 'Your refund of {{amount}} could not be paid out',
  'contact-message': 'A message from {{from}}',
  'account-changed': 'Your account was changed by our support',
};
