/**
 * How long the fuzz runs and from which seed: `FUZZ_STEPS=50000 FUZZ_SEED=7 npm test -- test/credits/fuzz`.
 * A failure prints how to run it again.
 */
export const STEPS = Number(process.env.FUZZ_STEPS ?? 1_000);
export const SEED = Number(process.env.FUZZ_SEED ?? Math.trunc(Math.random() * 2 ** 31));

export function again(): string {
  return `Again: FUZZ_SEED=${SEED} FUZZ_STEPS=${STEPS} npm test -- test/credits/fuzz`;
}
