/** Takes the place of `@jest/globals` in bundled tests: what Jest gave the test file that is being loaded. */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } =
  globalThis[Symbol.for('quickscale.jest')];
