import { rollUp } from '../../src/analytics/index.js';
import type { Processor } from './processor.js';

export const rollup: Processor = ({ db }) => rollUp(db);
