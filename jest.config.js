/** Runs as ESM (`npm test` sets --experimental-vm-modules); esbuild only strips types, `tsc` checks them. */
/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.test\\.ts$': '<rootDir>/test/support/jest-transform.cjs' },
  globalSetup: '<rootDir>/test/support/jest-global-setup.js',
  globalTeardown: '<rootDir>/test/support/jest-global-teardown.js',
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  testSequencer: '<rootDir>/test/support/jest-long-first.cjs',
  testTimeout: 120_000,
  // Each file loads our sources anew, and a worker keeps them all: a new one is cheaper than its garbage.
  workerIdleMemoryLimit: '700MB',
};
