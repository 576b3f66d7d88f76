import { beginnings } from './beginnings.js';
import { cards } from './cards.js';
import { changes } from './changes.js';
import { discounts } from './discounts.js';
import { endings } from './endings.js';
import { outside } from './outside.js';
import { overdue } from './overdue.js';
import { pauses } from './pauses.js';
import { play } from './play.js';
import { renewals } from './renewals.js';
import { trials } from './trials.js';
import { years } from './years.js';

play({
  ...beginnings,
  ...trials,
  ...renewals,
  ...changes,
  ...discounts,
  ...endings,
  ...pauses,
  ...overdue,
  ...cards,
  ...outside,
  ...years,
});
