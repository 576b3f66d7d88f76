/**
 * One thing that must hold of the ledger. The statement looks at the wallets above $1 up to $2 (it is given no others'
 * rows: see RANGED) and answers a row
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
