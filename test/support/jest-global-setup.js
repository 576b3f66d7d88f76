import { tsImport } from 'tsx/esm/api';

/** Jest does not transform this file's imports itself. */
export default async function globalSetup() {
  const { bundlePackages } = await tsImport('./bundled-packages.ts', import.meta.url);
  process.env.QUICKSCALE_TEST_PACKAGES = await bundlePackages();
  const { startTestServer } = await tsImport('./test-server.ts', import.meta.url);
  globalThis.testServer = await startTestServer();
}
