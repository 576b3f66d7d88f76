export { type Recounted, recountMetrics, rollUp } from './roll-up.js';
export { type Revenue, type TodaysFigures, todaysFigures } from './todays-figures.js';
