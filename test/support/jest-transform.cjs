const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '../..');

/** A test file is the module that bundled-tests.mjs made of it. The global set-up says where those stand. */
module.exports = {
  process: (_code, file) => {
    const built = path.relative(ROOT, file).replace(/ts$/, 'mjs');
    const code = `
      import * as jest from '@jest/globals';
      import { loadTest } from ${JSON.stringify(path.join(__dirname, 'load-test.mjs'))};
      await loadTest(process.env.QUICKSCALE_TEST_FILES + ${JSON.stringify(`/${built}`)}, jest);`;
    return { code };
  },
  /** Jest keeps what `process` made: of another version of this file it is of no use. */
  getCacheKey: (_code, file) =>
    createHash('sha256').update(readFileSync(__filename)).update(file).digest('hex'),
};
