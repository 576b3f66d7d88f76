/** Inside, credits are integer hundredths; at the edge they are numbers with at most two decimals. */
export const HUNDREDTHS = 100;

export function toCredits(hundredths: number): number {
  return hundredths / HUNDREDTHS;
}

export function fromCredits(credits: number): number {
  return Math.round(credits * HUNDREDTHS);
}

/** "2,090" or "12.50": grouped, with decimals only where there are any. */
export function formatCredits(hundredths: number): string {
  const decimals = hundredths % HUNDREDTHS === 0 ? 0 : 2;
  return toCredits(hundredths).toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}
