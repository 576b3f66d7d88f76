/** `npm run build:admin`: makes the back office's bundle ahead of time, for an image without build tools. */
import { ensureBundle } from './bundle.js';

await ensureBundle();
