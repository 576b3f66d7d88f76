import { expect, test } from '@jest/globals';
import { csvRow } from '../../src/platform/csv.js';

test('cells are quoted where RFC 4180 asks for it, and only there', () => {
  expect(csvRow(['plain', 'a, b', 'say "no"', 'two\nlines', null, ''])).toBe(
    'plain,"a, b","say ""no""","two\nlines",,\r\n',
  );
  expect(csvRow(['Łukasz 山田', 1250.5])).toBe('Łukasz 山田,1250.5\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '|calc', '%0A=1'])(
  '%j is no formula',
  (text) => {
    expect(csvRow([text]).replace(/^"/, '')).toMatch(/^'/);
  },
);

test('numbers stay numbers, below zero too', () => {
  expect(csvRow([-120, 0, 12.5])).toBe('-120,0,12.5\r\n');
});
