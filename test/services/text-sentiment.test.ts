import { expect, test } from '@jest/globals';
import { sentimentOf } from '../../src/services/text-sentiment.js';

test.each([
  ['I love this, it works really well!', 'positive'],
  ['Terrible. It crashed twice and support was rude.', 'negative'],
  ['The parcel is on the table.', 'neutral'],
  ['This is not good.', 'negative'],
  ['It isn’t bad at all', 'positive'],
  ['', 'neutral'],
  ['🙂 123 ¿qué?', 'neutral'],
])('%j sounds %s', (text, mood) => {
  expect(sentimentOf(text).mood).toBe(mood);
});

test('a degree makes a word stronger, and the score stays between −1 and 1', () => {
  expect(sentimentOf('very good').score).toBeGreaterThan(sentimentOf('good').score);
  expect(sentimentOf('slightly good').score).toBeLessThan(sentimentOf('good').score);
  expect(sentimentOf('perfect '.repeat(1_000)).score).toBeLessThanOrEqual(1);
});
