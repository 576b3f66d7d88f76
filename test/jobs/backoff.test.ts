import { expect, test } from '@jest/globals';
import { backoffSeconds } from '../../jobs/queues.js';

test('waits double from half a second to an hour', () => {
  const waits = [1, 2, 3, 4, 14, 15, 60].map((failures) => backoffSeconds(failures, 0));
  expect(waits).toEqual([0.5, 1, 2, 4, 3600, 3600, 3600]);
});

test('waits differ by up to a fifth, so that what failed together is not tried together', () => {
  expect(backoffSeconds(3, 1)).toBeCloseTo(2.4);
});
