/** Runs as ESM (`npm test` sets --experimental-vm-modules); SWC only strips types, `tsc` checks them. */
/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': '@swc/jest' },
  resolver: '<rootDir>/test/support/jest-resolver.cjs',
  globalSetup: '<rootDir>/test/support/jest-global-setup.js',
  globalTeardown: '<rootDir>/test/support/jest-global-teardown.js',
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  testTimeout: 60_000,
  // Each file loads its modules anew, and a worker keeps them all: a new one is cheaper than its garbage.
  workerIdleMemoryLimit: '700MB',
};
