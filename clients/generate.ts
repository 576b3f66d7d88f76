/** `npm run generate:client`, after the API has changed: a test compares what is committed with what this writes. */
import { writeFile } from 'node:fs/promises';
import { fromRoot } from '../src/platform/root.js';
import { TYPES_FILE, typescriptTypes } from './typescript-types.js';

await writeFile(fromRoot(TYPES_FILE), await typescriptTypes());
