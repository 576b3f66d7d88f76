/** Credits are stored as integer hundredths; people and the API speak of credits with at most two decimals. */
export const HUNDREDTHS = 100;

/** 125050 → 1250.5, for JSON. */
export function toCredits(hundredths: number): number {
  return hundredths / HUNDREDTHS;
}

/** 12.5 → 1250. Throws RangeError when the number has more than two decimals or is not a safe amount. */
export function fromCredits(credits: number): number {
  const hundredths = Math.round(credits * HUNDREDTHS);
  if (!Number.isSafeInteger(hundredths) || hundredths / HUNDREDTHS !== credits) {
    throw new RangeError(`${credits} is not an amount of credits: at most two decimals`);
  }
  return hundredths;
}

/** For people: 209000 → '2,090', 1250 → '12.50', −50 → '-0.50'. Whole amounts show no decimals. */
export function formatCredits(hundredths: number): string {
  const decimals = hundredths % HUNDREDTHS === 0 ? 0 : 2;
  return (hundredths / HUNDREDTHS).toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}
