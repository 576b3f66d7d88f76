import { describe } from '@jest/globals';
import { cards } from './cards.js';
import { overdue } from './overdue.js';
import { play } from './play.js';
import { renewals } from './renewals.js';

/** The same lives, word for word. */
describe('while every webhook is lost, and only the sweep tells', () => {
  play({ ...renewals, ...cards }, [{ fault: 'drop', rate: 1 }]);
});

describe('while every webhook comes twice, or late', () => {
  play(overdue, [
    { fault: 'reorder', rate: 0.3 },
    { fault: 'duplicate', rate: 1 },
  ]);
});
