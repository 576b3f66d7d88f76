export { formatCredits, fromCredits, toCredits } from './units.js';
