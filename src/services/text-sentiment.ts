import type { Service } from './service.js';
import { DEGREES, LEXICON, NEGATIONS } from './text-sentiment/lexicon.js';

/** How many words a negation or degree reaches: "not a very good idea". */
const REACH = 3;
const NEUTRAL = 0.05;

export const textSentiment: Service = {
  slug: 'text-sentiment',
  name: 'Text sentiment',
  description: 'Tells whether an English text sounds positive, negative or neutral.',
  unit: 'text',
  cost: 100,
  input: {
    kind: 'text',
    label: 'English text',
    hint: 'A review, a comment, a sentence: up to 5,000 characters.',
    max_length: 5_000,
  },
  run(input) {
    const { score, mood, telling } = sentimentOf(String(input));
    return {
      summary: `This text sounds ${mood}.`,
      facts: [
        { label: 'Score', value: `${score.toFixed(2)} on a scale from −1 to 1` },
        { label: 'Telling words', value: telling.join(', ') || 'none' },
      ],
    };
  },
};

export interface Sentiment {
  /** −1 to 1. */
  score: number;
  mood: 'positive' | 'negative' | 'neutral';
  telling: string[];
}

/** Sums the words of a lexicon, turned by negations and weighted by degrees, into −1 … 1. */
export function sentimentOf(text: string): Sentiment {
  const words =
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[a-z']+/g) ?? [];
  const telling: string[] = [];
  let sum = 0;
  for (const [index, word] of words.entries()) {
    const weight = LEXICON.get(word);
    if (weight === undefined) continue;
    telling.push(word);
    sum += weight * contextOf(words.slice(Math.max(0, index - REACH), index));
  }
  const score = sum / Math.sqrt(sum * sum + 15);
  const mood = score > NEUTRAL ? 'positive' : score < -NEUTRAL ? 'negative' : 'neutral';
  return { score, mood, telling: [...new Set(telling)] };
}

function contextOf(before: readonly string[]): number {
  const degree = before.reduce((product, word) => product * (DEGREES.get(word) ?? 1), 1);
  return before.some((word) => NEGATIONS.has(word)) ? -0.7 * degree : degree;
}
