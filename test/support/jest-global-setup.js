import { rm } from 'node:fs/promises';
import { tsImport } from 'tsx/esm/api';
import { bundleTests } from './bundled-tests.mjs';

/** Jest does not transform this file's imports itself. */
export default async function globalSetup({ rootDir, testPathPatterns }) {
  const { folderOfRun } = await tsImport('./run-folder.ts', import.meta.url);
  const { startTestServer } = await tsImport('./test-server.ts', import.meta.url);
  const folder = await folderOfRun(`${rootDir}/build/test/files`, 'run-');
  const wanted = testPathPatterns.toExecutor({ rootDir });
  process.env.QUICKSCALE_TEST_FILES = folder;
  const bundled = bundleTests(folder, (file) => wanted.isMatch(file));
  [globalThis.testServer] = await Promise.all([startTestServer(), bundled]);
  globalThis.removeTestFiles = () => rm(folder, { recursive: true });
}
