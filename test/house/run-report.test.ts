import { expect, test } from '@jest/globals';
import { lateFiles, totals } from '../support/run-report.js';

const LATE = 'locator.waitFor: Timeout 60000ms exceeded.';
const WRONG = 'expect(received).toBe(expected)';

/** A file of a run, with what its tests failed of; undefined for one that passed. */
function ran(name: string, ...failures: (string | undefined)[]) {
  const assertionResults = failures.map((failure) => ({
    status: failure === undefined ? 'passed' : 'failed',
    failureMessages: failure === undefined ? [] : [failure],
  }));
  const status = failures.some((failure) => failure !== undefined) ? 'failed' : 'passed';
  return { name, status, assertionResults };
}

const lateOf = (...testResults: ReturnType<typeof ran>[]) => lateFiles({ testResults });

test.each([LATE, 'Waited 60000 ms in vain; last: null', 'Exceeded timeout of 120000 ms for a hook.'])(
  'a file was only late where its first failure is “%s”',
  (failure) => {
    expect(lateOf(ran('fine', undefined), ran('slow', undefined, failure, WRONG))).toEqual(['slow']);
  },
);

test('a wrong answer is never late, nor is a file beside it', () => {
  expect(lateOf(ran('wrong', WRONG, LATE))).toEqual([]);
  expect(lateOf(ran('slow', LATE), ran('wrong', WRONG))).toEqual([]);
});

test('a file that could not be run is not late', () => {
  expect(lateOf({ name: 'broken', status: 'failed', assertionResults: [] })).toEqual([]);
});

test('many late files are no busy moment', () => {
  expect(lateOf(...['a', 'b', 'c', 'd'].map((name) => ran(name, LATE)))).toEqual([]);
});

test('a run without a failure has no late file', () => {
  expect(lateOf(ran('fine', undefined))).toEqual([]);
});

test('of a file that ran twice its last time counts, and one that could not be run is a failure', () => {
  const first = { testResults: [ran('slow', undefined, LATE), ran('fine', undefined)] };
  const again = { testResults: [ran('slow', undefined, undefined)] };
  expect(totals([first])).toEqual({ passed: 2, failed: 1 });
  expect(totals([first, again])).toEqual({ passed: 3, failed: 0 });
  expect(totals([{ testResults: [{ name: 'broken', status: 'failed', assertionResults: [] }] }])).toEqual({
    passed: 0,
    failed: 1,
  });
});
