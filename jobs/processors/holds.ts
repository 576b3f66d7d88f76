import { lapseHolds } from '../../src/credits/index.js';
import type { Processor } from './processor.js';

export const holds: Processor = ({ db }) => lapseHolds(db);
