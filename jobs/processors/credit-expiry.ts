import { expireDue } from '../../src/credits/index.js';
import type { Processor } from './processor.js';

export const creditExpiry: Processor = ({ db }) => expireDue(db);
