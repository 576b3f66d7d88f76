/** What a check found wrong, and what to do about it. */
export class Fault extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

export type Check = {
  name: string;
  /** Answers what is good in a few words. @throws Fault, or the error of what it called */
  run: () => Promise<string> | string;
  /** What to do when it fails with an error that is no Fault. */
  remedy: string;
};

export type Finding = { name: string; good: boolean; text: string; remedy?: string };

/** Runs the checks one after another; one that fails does not keep the others from running. */
export async function runChecks(checks: readonly Check[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, run, remedy } of checks) {
    findings.push(
      await Promise.resolve()
        .then(run)
        .then((text) => ({ name, good: true, text }))
        .catch((error: Error) => ({
          name,
          good: false,
          text: error.message || String(error),
          remedy: error instanceof Fault ? error.remedy : remedy,
        })),
    );
  }
  return findings;
}
