import type { TodaysFigures } from '../../../src/analytics/index.js';
import type { Json } from '../customer/types.js';

export type Figures = Json<TodaysFigures>;
