/**
 * A wallet as the rules of the domain describe it, in memory and as plainly as they can be said. It shares no code
 * with the ledger. Amounts are hundredths of a credit, times are microseconds since 1970.
 */
export interface ModelWallet {
  /** In the order in which they were given. */
  grants: ModelGrant[];
  holds: ModelHold[];
  payments: Map<string, ModelPayment>;
  /** Money that went back, by the id of its refund or dispute, in the order in which it went. */
  returns: Map<string, ModelReturn>;
  /** Oldest first. */
  debts: ModelDebt[];
  spends: Map<string, ModelSpend>;
  adjustments: Map<string, ModelAdjustment>;
  overrides: ModelOverride[];
  top_up: ModelTopUp | null;
  attempts: ModelAttempt[];
  /** By key owner, operation and key. */
  answers: Map<string, { body: string; answer: Answer }>;
}

export type ModelType = 'subscription' | 'promotional' | 'pay_as_you_go';

export interface ModelGrant {
  type: ModelType;
  amount: number;
  remaining: number;
  held: number;
  frozen: number;
  /** What left at its expiry. */
  expired: number;
  expires_at: number | null;
  created_at: number;
  payment: string | null;
  origin: ModelGrant | null;
}

/** Credits of one grant. */
export interface Part {
  grant: ModelGrant;
  amount: number;
}

export interface ModelHold {
  id: string;
  amount: number;
  parts: Part[];
  expires_at: number;
  open: boolean;
}

export interface ModelPayment {
  id: string;
  granted: number;
  received_minor: number;
}

export interface ModelReturn {
  id: string;
  payment: string;
  amount_minor: number;
  policy: 'unused' | 'full' | 'keep';
  /** A dispute that the bank has not decided: it freezes, and gives way to what is decided. */
  undecided: boolean;
  live: boolean;
  /** When the money went, or the dispute was opened or lost, last. */
  since: number;
  target: number;
  expired: number;
  /** What it took, at once and later. */
  took: Part[];
  /** The part frozen last stands last. */
  frozen: Part[];
  /** What it could not take, and became debt. */
  lent: number;
  /** What that debt was repaid from. */
  repaid: Part[];
}

export interface ModelDebt {
  money: ModelReturn;
  owed: number;
}

export interface ModelSpend {
  amount: number;
  parts: Part[];
  reversed: boolean;
}

export interface ModelAdjustment {
  given: ModelGrant | null;
  taken: Part[];
  undone: boolean;
}

export interface ModelOverride {
  id: string;
  kind: 'suspend' | 'freeze_spending' | 'service_cost';
  /** The number of the service that has a cost of its own, and that cost; null for other kinds. */
  service: number | null;
  cost: number | null;
  until: number | null;
  /** Its time has come. */
  over: boolean;
  /** An operator ended it, or began another in its place. */
  ended: boolean;
}

/** A customer's leave to buy a pack by itself. */
export interface ModelTopUp {
  on: boolean;
  off_reason: string | null;
  threshold: number;
  cap_minor: number;
  allowed_at: number;
  /** Declines one after the other. */
  failures: number;
  waits_for: string | null;
  until: number | null;
}

export interface ModelAttempt {
  id: string;
  amount_minor: number;
  begun_at: number;
  standing: 'under_way' | 'succeeded' | 'declined';
}

/** What a caller is told: plain JSON, with grants as numbers in the order in which they were given. */
export type Answer = Readonly<Record<string, unknown>>;

export interface Figures {
  available: number;
  held: number;
  frozen: number;
  debt: number;
}

export function emptyWallet(): ModelWallet {
  return {
    grants: [],
    holds: [],
    payments: new Map(),
    returns: new Map(),
    debts: [],
    spends: new Map(),
    adjustments: new Map(),
    overrides: [],
    top_up: null,
    attempts: [],
    answers: new Map(),
  };
}

export function figures(wallet: ModelWallet): Figures {
  return {
    available: sum(wallet.grants, ({ remaining }) => remaining),
    held: sum(wallet.grants, ({ held }) => held),
    frozen: sum(wallet.grants, ({ frozen }) => frozen),
    debt: sum(wallet.debts, ({ owed }) => owed),
  };
}

const RANK: Readonly<Record<ModelType, number>> = { subscription: 0, promotional: 1, pay_as_you_go: 2 };

/** Grants with something left, in the order of spending. */
export function spendable(wallet: ModelWallet): ModelGrant[] {
  return wallet.grants.filter(({ remaining }) => remaining > 0).sort(inSpendingOrder(wallet));
}

/** Of equals the one given first. */
export function inSpendingOrder(wallet: ModelWallet): (a: ModelGrant, b: ModelGrant) => number {
  return (a, b) =>
    RANK[a.type] - RANK[b.type] ||
    (a.expires_at ?? Number.POSITIVE_INFINITY) - (b.expires_at ?? Number.POSITIVE_INFINITY) ||
    a.created_at - b.created_at ||
    wallet.grants.indexOf(a) - wallet.grants.indexOf(b);
}

/** What each of these grants gives so that together they give `amount`, or all they have. */
export function inTurn(grants: readonly ModelGrant[], amount: number): Part[] {
  const parts: Part[] = [];
  for (const grant of grants) {
    const missing = amount - total(parts);
    if (missing > 0 && grant.remaining > 0) parts.push({ grant, amount: Math.min(missing, grant.remaining) });
  }
  return parts;
}

export function total(parts: readonly Part[]): number {
  return sum(parts, ({ amount }) => amount);
}

export function sum<T>(list: readonly T[], of: (each: T) => number): number {
  return list.reduce((all, each) => all + of(each), 0);
}

/** Parts as an answer shows them. */
export function shown(wallet: ModelWallet, parts: readonly Part[]): [number, number][] {
  return parts.map(({ grant, amount }) => [wallet.grants.indexOf(grant), amount]);
}
