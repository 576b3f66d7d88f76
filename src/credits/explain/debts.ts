import type { ExplainedDebt, WriteOff } from './explanation.js';
import type { Flow } from './flows.js';
import { total } from './sums.js';

/**
 * What is owed, for which return, and what became of it. A write-off names the operator's act and not a return, so it
 * stands by itself: what is owed is the debts' outstanding less the write-offs.
 */
export function sumDebts(flows: readonly Flow[]): { debts: ExplainedDebt[]; write_offs: WriteOff[] } {
  const owed = flows.filter(({ debt }) => debt !== 0);
  const written = owed.filter(({ kind }) => kind === 'debt_write_off');
  const returns = new Map<string, Flow[]>();
  for (const flow of owed) {
    if (flow.kind === 'debt_write_off') continue;
    const key = `${flow.cause} ${flow.cause_id}`;
    returns.set(key, [...(returns.get(key) ?? []), flow]);
  }
  return {
    debts: [...returns.values()].map(debtOf).sort((one, other) => one.at.getTime() - other.at.getTime()),
    write_offs: written.map(({ debt, at, act }) => ({ amount: -debt, at, act })),
  };
}

function debtOf(flows: readonly Flow[]): ExplainedDebt {
  const made = flows.filter(({ kind }) => kind === 'debt');
  const [first] = made.length > 0 ? made : flows;
  if (!first) throw new Error('a debt has entries');
  const repayments = flows
    .filter(({ kind }) => kind !== 'debt')
    .map(({ kind, debt, grant_id, at }) => ({ kind, amount: -debt, grant_id, at }));
  return {
    cause: first.cause,
    cause_id: first.cause_id ?? '',
    amount: total(made, ({ debt }) => debt),
    outstanding: total(flows, ({ debt }) => debt),
    at: first.at,
    repayments,
    reference: null,
  };
}
