import { type CreditType, formatCredits, type StatementLine } from '../../credits/index.js';

/** A line of the statement as a page shows it; amounts in hundredths. */
export interface Movement {
  label: string;
  at: Date;
  amount: number;
  gain: boolean;
  owed: number;
  /** Which credits paid, where that needs saying: "from subscription credits". */
  from: string;
  available_after: number;
}

/** What happened to the balance, for people: one line for each thing, however many grants it moved. */
export function movements(lines: readonly StatementLine[]): Movement[] {
  return lines.map((line) => ({
    label: line.label,
    at: line.effective_at,
    amount: line.amount,
    gain: line.amount > 0,
    owed: line.debt,
    from: fromWords(line),
    available_after: line.available_after,
  }));
}

export const TYPE_WORDS: Readonly<Record<CreditType, string>> = {
  subscription: 'subscription',
  promotional: 'promotional',
  pay_as_you_go: 'pay-as-you-go',
};

const PAYING = new Set<StatementLine['kind']>([
  'spend',
  'capture',
  'hold',
  'adjustment',
  'return',
  'debt_repayment',
]);

/** "from subscription credits", or by type where several paid. A capture pays with what was reserved before. */
export function fromWords({ kind, parts }: StatementLine): string {
  if (!PAYING.has(kind) || parts.some(({ amount }) => amount > 0)) return '';
  const byType = new Map<CreditType, number>();
  for (const { type, amount } of parts) byType.set(type, (byType.get(type) ?? 0) - amount);
  const [only, ...others] = byType.keys();
  if (!only) return '';
  const amounts = [...byType].map(([type, amount]) => `${formatCredits(amount)} from ${TYPE_WORDS[type]}`);
  if (kind === 'capture') return `${amounts.join(', ')} credits, reserved before`;
  return others.length === 0 ? `from ${TYPE_WORDS[only]} credits` : `${amounts.join(', ')} credits`;
}
