import type { BackgroundWork } from '../../../src/support/index.js';
import type { Json } from '../customer/types.js';

export type Work = Json<BackgroundWork>;
