import { describe, expect, test } from '@jest/globals';
import { dayInWords, greeting, momentInFull, momentInWords } from '../../src/http/dates.js';

const now = new Date('2026-11-23T18:10:00Z');
const berlin = { now, timeZone: 'Europe/Berlin' };

describe('a moment in words', () => {
  test.each([
    ['2026-11-23T15:20:00Z', 'today, 16:20'],
    ['2026-11-22T23:30:00Z', 'today, 00:30'],
    ['2026-11-22T10:02:00Z', 'yesterday, 11:02'],
    ['2026-11-24T08:00:00Z', 'tomorrow, 09:00'],
    ['2026-11-19T10:02:00Z', 'Thursday, 11:02'],
    ['2026-11-17T10:02:00Z', 'Tuesday, 11:02'],
    ['2026-11-16T10:02:00Z', '16 November'],
    ['2026-12-14T08:00:00Z', '14 December'],
    ['2025-11-14T08:00:00Z', '14 November 2025'],
  ])('%s is read in Berlin as "%s"', (at, words) => {
    expect(momentInWords(new Date(at), berlin)).toBe(words);
  });

  test('names UTC while the reader’s zone is not known', () => {
    expect(momentInWords(new Date('2026-11-23T15:20:00Z'), { now })).toBe('today, 15:20 UTC');
  });
});

test('a day has its year where it is not this one', () => {
  expect(dayInWords(new Date('2027-02-01T12:00:00Z'), berlin)).toBe('1 February 2027');
  expect(dayInWords(new Date('2026-02-01T12:00:00Z'), berlin)).toBe('1 February');
});

test('a moment in full leaves nothing to guess', () => {
  expect(momentInFull(new Date('2026-11-14T08:12:00Z'), { now })).toBe('14 November 2026, 08:12 UTC');
});

test('the greeting follows the reader’s clock and claims nothing when it is not known', () => {
  expect(greeting(berlin)).toBe('Good evening');
  expect(greeting({ now, timeZone: 'America/Los_Angeles' })).toBe('Good morning');
  expect(greeting({ now, timeZone: 'America/New_York' })).toBe('Good afternoon');
  expect(greeting({ now })).toBe('Hello');
});
