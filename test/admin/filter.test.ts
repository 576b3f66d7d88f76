import { describe, expect, test } from '@jest/globals';
import { toCondition } from '../../admin/adapter/filter.js';

const NOTHING = { in: [] };

describe('text', () => {
  test('is looked for anywhere, without regard to case', () => {
    expect(toCondition('string', 'Maya')).toEqual({ contains: 'Maya', mode: 'insensitive' });
  });

  test('means itself, also where SQL would see a pattern', () => {
    expect(toCondition('string', '50%_\\')).toMatchObject({ contains: '50\\%\\_\\\\' });
  });

  test('is compared whole where the column says so', () => {
    expect(toCondition('string', 'ch_1', { whole: true })).toEqual({ equals: 'ch_1' });
  });
});

describe('an id', () => {
  test('whole means itself, and a part all that begin with it', () => {
    expect(toCondition('uuid', '019A2b')).toEqual({
      gte: '019a2b00-0000-0000-0000-000000000000',
      lte: '019a2bff-ffff-ffff-ffff-ffffffffffff',
    });
    const id = '019a2b3c-4d5e-7f60-8a7b-9c0d1e2f3a4b';
    expect(toCondition('reference', id)).toEqual({ gte: id, lte: id });
  });

  test.each(['xyz', '', '-', '019a2b3c-4d5e-7f60-8a7b-9c0d1e2f3a4b0'])('“%s” matches nothing', (text) => {
    expect(toCondition('uuid', text)).toEqual(NOTHING);
  });
});

describe('a date', () => {
  const day = new Date('2026-11-14T00:00:00Z');
  const next = new Date('2026-11-15T00:00:00Z');

  test('alone means that whole day', () => {
    expect(toCondition('datetime', '2026-11-14')).toEqual({ gte: day, lt: next });
  });

  test('as the end of a range is part of it', () => {
    expect(toCondition('datetime', { from: '2026-11-14', to: '2026-11-14' })).toEqual({ gte: day, lt: next });
    expect(toCondition('datetime', { to: '2026-11-14' })).toEqual({ lt: next });
    expect(toCondition('datetime', { from: '2026-11-14' })).toEqual({ gte: day });
  });

  test('to the second ends there', () => {
    const at = new Date('2026-11-14T12:00:00Z');
    expect(toCondition('datetime', { to: '2026-11-14T12:00:00Z' })).toEqual({
      lt: new Date(at.getTime() + 1),
    });
  });

  test.each([['yesterday'], [''], [{}], [null], [{ from: 'x', to: '2026-11-14' }], [{ from: { gt: 1 } }]])(
    '%j matches nothing instead of everything',
    (value) => {
      expect(toCondition('datetime', value)).toEqual(NOTHING);
    },
  );
});

test('numbers and yes or no are taken as such only', () => {
  expect(toCondition('number', ' 42 ')).toEqual({ equals: 42 });
  expect(toCondition('number', '4.2')).toEqual(NOTHING);
  expect(toCondition('number', '99999999999999999999')).toEqual(NOTHING);
  expect(toCondition('boolean', 'true')).toEqual({ equals: true });
  expect(toCondition('boolean', 'yes')).toEqual(NOTHING);
});

test.each(['string', 'number', 'uuid', 'boolean', 'mixed', 'reference'] as const)(
  'an operator never reaches a column of type %s',
  (type) => {
    expect(toCondition(type, { gt: 5 })).toEqual(NOTHING);
    expect(toCondition(type, ['a'])).toEqual(NOTHING);
  },
);

test('JSON cannot be filtered', () => {
  expect(toCondition('mixed', '{"a":1}')).toEqual(NOTHING);
});
