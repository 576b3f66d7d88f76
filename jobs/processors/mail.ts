import { z } from 'zod';
import { deliverMail } from '../../src/mail/index.js';
import type { Processor } from './processor.js';

const Payload = z.object({ mail_id: z.uuid() });

export const mail: Processor = (deps, payload) =>
  deliverMail(deps.db, deps.mail, Payload.parse(payload).mail_id);
