/** Tells of one step on stderr: what it is, and when done how long it took. */
export type Progress = <T>(label: string, work: () => Promise<T>) => Promise<T>;

const LABEL_WIDTH = 36;

export const progress: Progress = async (label, work) => {
  const began = performance.now();
  if (process.stderr.isTTY) process.stderr.write(`  …  ${label}\r`);
  const result = await work();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stderr.write(`  ✓  ${label.padEnd(LABEL_WIDTH)} ${seconds.padStart(5)} s\n`);
  return result;
};
