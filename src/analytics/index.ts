export { type Revenue, type TodaysFigures, todaysFigures } from './todays-figures.js';
