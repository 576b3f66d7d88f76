/**
 * The fewest of these steps that still fail: leaves out ever smaller runs of them while the rest goes on failing.
 * fast-check's own way drops from the ends, and a life that fails late would stay long.
 */
export async function smallestFailing<Step>(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let failing = steps;
  for (let run = Math.ceil(steps.length / 2); run >= 1; run = run === 1 ? 0 : Math.ceil(run / 2)) {
    for (let from = 0; from < failing.length; ) {
      const fewer = [...failing.slice(0, from), ...failing.slice(from + run)];
      if (await fails(fewer)) failing = fewer;
      else from += run;
    }
  }
  return failing;
}
