import type { ResourceDefinition } from './define.js';

const KINDS = [
  'grant', 'spend', 'reversal', 'adjustment', 'expiry', 'hold', 'release', 'capture', 'freeze', 'unfreeze',
  'return', 'return_undone', 'debt', 'debt_repayment', 'debt_write_off', 'conversion',
] as const;

export const entries: ResourceDefinition = {
  id: 'entries',
  title: 'Ledger',
  model: 'Entry',
  permission: 'ledger.read',
  key: ['wallet_id', 'no'],
  titleColumn: 'kind',
  columns: {
    created_at: { label: 'When', as: { kind: 'moment' }, list: true, filter: 'whole', sort: true },
    wallet_id: { label: 'Customer', names: 'customers', list: true, filter: 'whole' },
    no: { label: 'No.', list: true },
    kind: { label: 'Kind', as: { kind: 'words' }, list: true, filter: KINDS },
    reason: { label: 'Reason', list: true },
    amount: { label: 'Available', as: { kind: 'credits', signed: true }, list: true },
    held: { label: 'Held', as: { kind: 'credits', signed: true } },
    frozen: { label: 'Frozen', as: { kind: 'credits', signed: true } },
    debt: { label: 'Debt', as: { kind: 'credits', signed: true } },
    available_after: { label: 'Available after', as: { kind: 'credits' }, list: true },
    cause: { label: 'Cause', as: { kind: 'words' }, list: true },
    cause_id: { label: 'Cause id', as: { kind: 'code' } },
    grant_id: { label: 'Grant', as: { kind: 'code' } },
    operator_id: { label: 'Operator', names: 'operators' },
    effective_at: { label: 'Took effect', as: { kind: 'moment' } },
  },
};
