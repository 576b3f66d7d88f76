/** Tables that are only ever added to. Triggers refuse changes from everyone, and the application has no right to them. */
export const APPEND_ONLY_TABLES = [
  'entries',
  'spends',
  'reversals',
  'hold_parts',
  'service_costs',
  'credit_amount_versions',
  'audit_entries',
  'audit_seals',
  'idempotency_keys',
] as const;
