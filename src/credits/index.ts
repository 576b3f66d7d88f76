export { type AdjustmentRequest, adjustCredits } from './adjust.js';
export type { Adjustment, AdjustmentWish } from './adjustment.js';
export { type Balance, balance } from './balance.js';
export { type Capture, type CaptureRequest, captureHold } from './capture-hold.js';
export { type Conversion, type ConversionRequest, convertGrant } from './convert.js';
export { type Customer, findCustomer, requireCustomer } from './customer.js';
export { type DisputedMoney, freezeForDispute, loseDispute, releaseDispute } from './disputes.js';
export { type Entry, listEntries, type Page } from './entries.js';
export * from './errors.js';
export { expireDue } from './expire.js';
export { expireNow } from './expire-now.js';
export { explain, GRANTS_TOLD, GRANTS_TOLD_MAX } from './explain/explain.js';
export type {
  DebtRepayment,
  ExplainedDebt,
  ExplainedGrant,
  Explanation,
  FoldedGrants,
  MoneyReference,
  Part,
  Reader,
} from './explain/explanation.js';
export { grantCredits, type NewGrant } from './grant.js';
export { type GrantView, listGrants } from './grants.js';
export { type Hold, type Holder, type HoldStatus, listHolds } from './holds.js';
export { lapseHolds } from './lapse-holds.js';
export type { CauseType, EntryKind, GrantSource, OpenWallet, Parts } from './ledger.js';
export { setLowBalanceThreshold, tellLowBalance } from './low-balance.js';
export { openWallet } from './open-wallet.js';
export { HOLD_SECONDS, type HoldRequest, placeHold } from './place-hold.js';
export { type AdjustmentPreview, previewAdjustment } from './preview-adjustment.js';
export { previewReturn, type ReturnPreview } from './preview-return.js';
export { type ReleaseRequest, releaseHold } from './release-hold.js';
export { type MoneyReturn, type TakenByReturn, takeForReturn } from './returns.js';
export { type Reversal, type ReversalRequest, reverseSpend } from './reverse.js';
export {
  type Allocation,
  allocate,
  type CreditType,
  creditsToTake,
  PRIORITY,
  planReturn,
  type ReturnPolicy,
  takeInOrder,
} from './rules.js';
export { settle } from './settle.js';
export { spend } from './spend.js';
export type { Spend, SpendAnswer, SpendRequest } from './spend-answer.js';
export { createSpender, type Spender } from './spender.js';
export { statementCsv } from './statement/csv.js';
export type { StatementLine } from './statement/line.js';
export { statementLines } from './statement/lines.js';
export { latestLines, statementPage } from './statement/page.js';
export {
  daysOf,
  daysPeriod,
  isDay,
  type NamedPeriod,
  namedPeriod,
  PERIODS,
  type Period,
} from './statement/period.js';
export {
  entriesIn,
  openStatement,
  type Statement,
  type SummedStatement,
  sumStatement,
} from './statement/statement.js';
export type { StatementTotal } from './statement/totals.js';
export { tiedCredits } from './tied.js';
export { type AdjustmentUndo, undoAdjustment } from './undo-adjustment.js';
export { undoReturn } from './undo-return.js';
export { formatCredits, fromCredits, toCredits } from './units.js';
export { listUses, type Use } from './uses.js';
export { type Checked, type LedgerVerdict, type Lie, verifyLedger } from './verify/ledger.js';
export { type WalletState, walletState } from './wallet-state.js';
export { type WriteOff, type WriteOffRequest, writeOffDebt } from './write-off.js';
