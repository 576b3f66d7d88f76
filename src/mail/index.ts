export { createMailTransport, deliverMail, type MailTransport } from './deliver.js';
export { queueMail } from './queue.js';
export { renderMail } from './render.js';
export { type MailTemplate, type MailVariables, SUBJECTS } from './templates.js';
