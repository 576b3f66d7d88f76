import { issueReceipts } from '../../src/billing/index.js';
import type { Processor } from './processor.js';

export const receipts: Processor = ({ db }) => issueReceipts(db);
