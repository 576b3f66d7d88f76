import type { RegistrationPreview } from '../../../src/billing/index.js';
import type { Json } from '../customer/types.js';

export type Preview = Json<RegistrationPreview>;
