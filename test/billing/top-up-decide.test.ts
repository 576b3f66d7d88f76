import { expect, test } from '@jest/globals';
import { decide, type Standing } from '../../src/billing/top-up/decide.js';

const READY: Standing = {
  on: true,
  available: 9_999,
  threshold: 10_000,
  debt: 0,
  account: 'active',
  under_way: false,
  due: true,
  returned: false,
  card: true,
  amount_minor: 2000,
  cap_minor: 6000,
  used_minor: 4000,
};

test.each<[string, Partial<Standing>, ReturnType<typeof decide>]>([
  ['below the threshold, within the limit', {}, { act: 'buy', amount_minor: 2000 }],
  ['at the threshold', { available: 10_000 }, { act: 'nothing' }],
  ['switched off', { on: false }, { act: 'nothing' }],
  ['an attempt under way', { under_way: true }, { act: 'nothing' }],
  ['a wait that is not over', { due: false }, { act: 'nothing' }],
  ['a minor unit above the limit', { used_minor: 4001 }, { act: 'wait', waits_for: 'cap' }],
  ['no card', { card: false }, { act: 'stop', reason: 'no_card' }],
  ['a pack that is withdrawn', { amount_minor: null }, { act: 'stop', reason: 'not_for_sale' }],
  ['money returned since', { returned: true }, { act: 'stop', reason: 'returned' }],
  ['money returned since, and credits enough', { returned: true, available: 10_000 }, { act: 'nothing' }],
  ['a debt', { debt: 1, available: 0 }, { act: 'wait', waits_for: 'account' }],
  ['a suspended account', { account: 'restricted' }, { act: 'wait', waits_for: 'account' }],
  ['a closed account', { account: 'closed', available: 10_000 }, { act: 'stop', reason: 'closed' }],
])('%s', (_what, given, decision) => {
  expect(decide({ ...READY, ...given })).toEqual(decision);
});
