import type { CreditType, GrantView } from '../../credits/index.js';

/** One piece of the credit bar. `amount` in hundredths; `x` and `width` in percent of the whole bar. */
export interface CreditPart {
  type: CreditType | 'held';
  amount: number;
  origin: string;
  expires_at: Date | null;
  x: number;
  width: number;
}

type Piece = Omit<CreditPart, 'x' | 'width'>;

/** What the bar must know of a grant. */
type BarGrant = Pick<GrantView, 'type' | 'remaining' | 'expires_at' | 'source'>;

/**
 * What a wallet holds, in the order in which it is spent: grants of one type that end at the same instant are one
 * piece, and what is set aside for running services, or frozen, comes last.
 */
export function creditParts(
  grants: readonly BarGrant[],
  { held, frozen = 0 }: { held: number; frozen?: number },
): CreditPart[] {
  const pieces = new Map<string, Piece>();
  for (const { type, remaining, expires_at, source } of grants) {
    if (remaining === 0) continue;
    const key = `${type} ${expires_at?.getTime()}`;
    const piece = pieces.get(key) ?? { type, amount: 0, origin: originOf(type, source), expires_at };
    pieces.set(key, { ...piece, amount: piece.amount + remaining });
  }
  const all: Piece[] = [...pieces.values()];
  const set_aside = { type: 'held', expires_at: null } as const;
  if (held > 0) all.push({ ...set_aside, amount: held, origin: 'set aside for running services' });
  if (frozen > 0) all.push({ ...set_aside, amount: frozen, origin: 'frozen while a payment is disputed' });
  return placed(all);
}

const PROMOTIONAL: Partial<Record<GrantView['source'], string>> = {
  operator: 'a gift',
  trial: 'of your trial',
};

function originOf(type: CreditType, source: GrantView['source']): string {
  if (type === 'subscription') return 'from your plan';
  if (type === 'pay_as_you_go') return 'that never expire';
  return PROMOTIONAL[source] ?? 'given back';
}

function placed(pieces: readonly Piece[]): CreditPart[] {
  const total = pieces.reduce((sum, { amount }) => sum + amount, 0);
  let before = 0;
  return pieces.map((piece) => {
    const x = percent(before, total);
    before += piece.amount;
    return { ...piece, x, width: percent(piece.amount, total) };
  });
}

function percent(part: number, total: number): number {
  return Math.round((part / total) * 10_000) / 100;
}
