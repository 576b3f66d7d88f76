import { tellExpiringCards } from '../../src/billing/index.js';
import type { Processor } from './processor.js';

export const cardExpiry: Processor = ({ db }) => tellExpiringCards(db);
