const path = require('node:path');

const ROOT = path.join(__dirname, '../..');

/** A test file is the module that bundled-tests.ts made of it. The global set-up says where those stand. */
module.exports = {
  process: (_code, file) => {
    const built = path.relative(ROOT, file).replace(/ts$/, 'mjs');
    return { code: `await import(process.env.QUICKSCALE_TEST_FILES + ${JSON.stringify(`/${built}`)});` };
  },
};
