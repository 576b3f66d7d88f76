import { sealAudit } from '../../src/accounts/index.js';
import type { Processor } from './processor.js';

export const auditSeal: Processor = ({ db }) => sealAudit(db);
