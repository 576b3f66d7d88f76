export { createMailTransport, deliverMail, type MailTransport } from './deliver.js';
export { queueMail } from './queue.js';
export { type RenderedMail, renderMail } from './render.js';
export { type MailTemplate, type MailVariables, SUBJECTS } from './templates.js';
