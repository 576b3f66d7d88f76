import { beginnings } from './beginnings.js';
import { lives } from './lives.js';
import { outside } from './outside.js';
import { overdue } from './overdue.js';
import { renewals } from './renewals.js';
import { trials } from './trials.js';

lives({ ...beginnings, ...trials, ...renewals, ...overdue, ...outside });
