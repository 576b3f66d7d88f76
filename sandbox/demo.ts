/** bin/demo: all of QuickScale on this machine. See docs/architecture.md for what stands in for what. */
import { readOptions } from './demo/options.js';
import { jsonOf, reportOf } from './demo/report.js';
import { startDemo } from './demo/start.js';
import { Stops } from './demo/stops.js';

const options = readOptions(process.argv);

const stops = new Stops();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0));

try {
  const demo = await startDemo(options, stops);
  console.log(options.json ? jsonOf(demo) : reportOf(demo, options.data));
} catch (error) {
  console.error(error instanceof Error ? `\n${error.message}` : error);
  await stop(1);
}

async function stop(status: number): Promise<never> {
  await stops.all();
  process.exit(status);
}
