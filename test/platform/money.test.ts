import { expect, test } from '@jest/globals';
import { formatMoney, moneyInput, parseMoney } from '../../src/platform/money.js';

test('money is written with its currency’s own decimals', () => {
  expect(formatMoney(2700, 'eur')).toBe('€27.00');
  expect(formatMoney(123_456_789, 'usd')).toBe('$1,234,567.89');
  expect(formatMoney(500, 'jpy')).toBe('¥500');
  expect(moneyInput(2705, 'eur')).toBe('27.05');
  expect(moneyInput(500, 'jpy')).toBe('500');
});

test.each([
  ['27', 'eur', 2700],
  ['27.5', 'eur', 2750],
  ['27,50', 'eur', 2750],
  [' €1,234.50 ', 'eur', 123_450],
  ['0.07', 'usd', 7],
  ['1,234,567', 'eur', 123_456_700],
  ['500', 'jpy', 500],
  ['1.234', 'kwd', 1234],
])('%j of %s is read as %d', (text, currency, minor) => {
  expect(parseMoney(text, currency)).toBe(minor);
});

test.each([
  ['', 'eur'],
  ['-5', 'eur'],
  ['1e3', 'eur'],
  ['12.345', 'eur'],
  ['1.5', 'jpy'],
  ['1,23,4', 'eur'],
  ['five', 'eur'],
  ['9'.repeat(20), 'eur'],
])('%j of %s is no amount, and the field is named', (text, currency) => {
  expect(() => parseMoney(text, currency, 'refund')).toThrow(/^refund: Enter an amount such as/);
});
