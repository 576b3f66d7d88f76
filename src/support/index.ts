export { MESSAGE_MAX, receiveMessage } from './contact.js';
export { type CustomerPage, customerPage } from './customer-page.js';
export { type SearchGroup, type SearchHit, search } from './search.js';
