export { markMessage } from './answer-message.js';
export { type BackgroundWork, backgroundWork, retryDeadWork } from './background-work.js';
export { MESSAGE_MAX, receiveMessage } from './contact.js';
export { type CustomerLedger, customerLedger, exportLedger } from './customer-ledger.js';
export { type CustomerPage, customerPage } from './customer-page.js';
export { type SearchGroup, type SearchHit, search } from './search.js';
