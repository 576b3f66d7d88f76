/** `npm run chaos` takes the long form; CHAOS_SEED makes a run again. */
export const isLong = process.env.CHAOS === 'long';

export const SEED = Number(process.env.CHAOS_SEED ?? 7);

/** How much of it in `bin/test`, and how much by hand. */
export function size({ short, long }: { short: number; long: number }): number {
  return isLong ? long : short;
}
