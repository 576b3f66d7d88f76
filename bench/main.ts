/** bin/quickscale bench: see `--help`. Progress goes to stderr, the table to stdout. */
import { writeFile } from 'node:fs/promises';
import { planOf, readOptions } from './options.js';
import { isSound, markdownOf } from './report.js';
import { runBench } from './run.js';

const options = readOptions(process.argv);
const report = await runBench({
  ...(options.cells === undefined ? {} : { cells: options.cells }),
  plan: planOf(options),
  tell: (line) => console.error(`  …  ${line}`),
});
if (report.outcomes.length === 0) {
  console.error(`No cell's name contains "${options.cells}".`);
  process.exit(2);
}
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(markdownOf(report));
process.exitCode = isSound(report) ? 0 : 1;
