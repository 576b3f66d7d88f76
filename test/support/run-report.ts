/** What is read of a run's report, as Jest writes it with `--json`. */
export interface RunReport {
  testResults: FileResult[];
}

interface FileResult {
  /** Of its file. */
  name: string;
  status: string;
  assertionResults: { status: string; failureMessages?: string[] | null }[];
}

/** A wait that came to its end: Playwright's, ours of wait-for.ts, and Jest's own for a whole test. */
const LATE = /\bTimeout \d+ms exceeded|\bWaited \d+ ms in vain|\bExceeded timeout of \d+ ms/;

/** More of them are no busy moment of the machine. */
const FILES_MAX = 3;

/**
 * The failed files of a run that were only late: the first failure of each is a wait that came to its end, and what fails
 * after it may follow from it. None as soon as one failure is anything else, or where they are many.
 */
export function lateFiles({ testResults }: RunReport): string[] {
  const failed = testResults.filter(isFailed);
  const isLate = failed.every(({ assertionResults }) => {
    const first = assertionResults.find(isFailed);
    return LATE.test(first?.failureMessages?.join('\n') ?? '');
  });
  return isLate && failed.length <= FILES_MAX ? failed.map(({ name }) => name) : [];
}

/** How many tests passed and failed, a file that could not be run being one. Of a file that ran twice, its last time counts. */
export function totals(runs: readonly RunReport[]): { passed: number; failed: number } {
  const last = new Map(runs.flatMap(({ testResults }) => testResults).map((file) => [file.name, file]));
  const sum = { passed: 0, failed: 0 };
  for (const file of last.values()) {
    const failed = file.assertionResults.filter(isFailed).length;
    sum.failed += isFailed(file) ? Math.max(failed, 1) : 0;
    sum.passed += file.assertionResults.filter(({ status }) => status === 'passed').length;
  }
  return sum;
}

function isFailed({ status }: { status: string }): boolean {
  return status === 'failed';
}
