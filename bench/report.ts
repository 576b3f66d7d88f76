import { availableParallelism, cpus } from 'node:os';
import type { Outcome } from './cell.js';
import { judge, type Verdict } from './goals.js';
import { median, pairwiseRatio } from './statistics.js';

/** What a run found, as --json writes it. Rates are operations per second, one for each round. */
export interface Report {
  at: string;
  machine: { cpu: string; cores: number; node: string; postgres: string };
  settings: { rounds: number; round_ms: number };
  seconds: number;
  outcomes: Outcome[];
  goals: Verdict[];
  /** Why the run as a whole does not count: what verification found. */
  lies: string[];
}

export function reportOf(
  run: Pick<Report, 'settings' | 'seconds' | 'outcomes' | 'lies'> & { postgres: string },
): Report {
  const { postgres, ...rest } = run;
  const [processor] = cpus();
  const cpu = processor?.model.trim() ?? 'unknown';
  const machine = { cpu, cores: availableParallelism(), node: process.version, postgres };
  return { at: new Date().toISOString(), machine, ...rest, goals: judge(run.outcomes) };
}

/** Nothing went wrong; how fast it was is no question of right or wrong. */
export function isSound({ outcomes, lies }: Report): boolean {
  return lies.length === 0 && outcomes.every(({ faults }) => faults.length === 0);
}

/** The report in Markdown: for the terminal, and for docs/performance.md as it is. */
export function markdownOf({ machine, settings, seconds, outcomes, goals, lies }: Report): string {
  const { cpu, cores, node, postgres } = machine;
  const groups = [...new Set(outcomes.map(({ group }) => group))];
  return [
    `${cpu}, ${cores} cores; PostgreSQL ${postgres}, Node ${node}; ${settings.rounds} rounds of ${settings.round_ms} ms after one to warm up; ${Math.round(seconds)} s in all.`,
    ...groups.map((group) =>
      groupTable(
        group,
        outcomes.filter((outcome) => outcome.group === group),
      ),
    ),
    goals.length > 0 ? goalTable(goals) : '',
    ...lies.map((lie) => `✗ ${lie}`),
    ...outcomes.flatMap(({ group, name, faults }) => faults.map((fault) => `✗ ${group}: ${name}: ${fault}`)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function groupTable(group: string, outcomes: readonly Outcome[]): string {
  const [first] = outcomes;
  const rows = outcomes.map(({ name, rates, p50_ms, p99_ms, faults }) =>
    faults.length > 0
      ? [name, 'void', '–', '–', '–']
      : [
          name,
          short(median(rates)),
          first ? pairwiseRatio(rates, first.rates).toFixed(2) : '–',
          p50_ms.toFixed(2),
          p99_ms.toFixed(2),
        ],
  );
  return table([[group, 'ops/s', 'of the first', 'p50 ms', 'p99 ms'], ...rows]);
}

function goalTable(goals: readonly Verdict[]): string {
  const rows = goals.map(({ goal, measured, wanted, met }) => [
    goal,
    measured.toFixed(2),
    wanted,
    met ? '✓' : '✗',
  ]);
  return table([['goal', 'measured', 'wanted', ''], ...rows]);
}

function short(rate: number): string {
  return Math.round(rate).toLocaleString('en');
}

/** Aligned, so that it reads well where nothing renders it. */
function table([head = [], ...rows]: string[][]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
