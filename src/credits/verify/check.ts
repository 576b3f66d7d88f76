/**
 * One thing that must hold of the ledger. The statement looks at the wallets above $1 up to $2 and answers a row
 * (wallet_id, row, what) for each lie: the key of the row that does not hold, and why, amounts in hundredths.
 * Each is one statement, so that it sees one moment while others go on spending.
 */
export interface Check {
  table:
    | 'wallets'
    | 'grants'
    | 'entries'
    | 'spends'
    | 'reversals'
    | 'holds'
    | 'hold_parts'
    | 'returns'
    | 'debts';
  sql: string;
}

/**
 * That a table's rows are of the wallets looked at. Every table of a join needs it: the planner does not see that what
 * limits the one limits the other too, and would read all of it for each range.
 */
export function inRange(alias: string): string {
  return `${alias}.wallet_id > $1 AND ${alias}.wallet_id <= $2`;
}
