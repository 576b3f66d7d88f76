/** What the ledger's address may ask for. */
export const ASKED = ['at', 'told', 'period', 'from', 'to', 'cursor'] as const;

/** Changes what is asked for; an empty value takes it away. */
export type Ask = (changes: Readonly<Partial<Record<(typeof ASKED)[number], string>>>) => void;
