import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { lateFiles, type RunReport, totals } from './run-report.js';

/**
 * What bin/test asks of the reports that Jest wrote. Those that are missing tell nothing.
 *   tell-run.ts late REPORT      its files that were only late
 *   tell-run.ts totals RUN…      a run is its report, or that and the one of what ran again, with a comma between
 */
const [what, ...runs] = process.argv.slice(2);

function reportsOf(run: string): RunReport[] {
  const paths = run.split(',').filter((path) => existsSync(path));
  return paths.map((path) => JSON.parse(readFileSync(path, 'utf8')));
}

if (what === 'late') {
  for (const file of runs.flatMap(reportsOf).flatMap(lateFiles)) console.log(relative(process.cwd(), file));
} else {
  const sums = runs.map((run) => totals(reportsOf(run)));
  const passed = sums.reduce((sum, each) => sum + each.passed, 0);
  const failed = sums.reduce((sum, each) => sum + each.failed, 0);
  console.log(`tests: ${passed} passed, ${failed} failed`);
}
