import type { Cell, Outcome, Sample } from './cell.js';
import { median } from './statistics.js';

export interface Rounds {
  /** Those that count: one more goes before, to warm up. */
  rounds: number;
  round_ms: number;
  onProgress?: (label: string) => void;
}

/**
 * Measures groups one after the other, and the cells of a group in turns: each round every cell once, in the other
 * order every other round, so that neither drift nor what its neighbour leaves behind favours any.
 */
export async function measureAll(cells: readonly Cell[], settings: Rounds): Promise<Outcome[]> {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) groups.set(cell.group, [...(groups.get(cell.group) ?? []), cell]);
  const outcomes: Outcome[] = [];
  for (const [group, members] of groups) {
    settings.onProgress?.(group);
    outcomes.push(...(await measureGroup(members, settings)));
  }
  return outcomes;
}

async function measureGroup(cells: readonly Cell[], { rounds, round_ms }: Rounds): Promise<Outcome[]> {
  const samples = new Map<Cell, Samples>(cells.map((cell) => [cell, { counted: [], uncounted: [] }]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const cell of round % 2 === 0 ? cells : cells.toReversed()) {
      const { counted, uncounted } = samples.get(cell) as Samples;
      if (round === 0) uncounted.push(await cell.measure(cell.warm_ms ?? round_ms));
      else {
        if (cell.lead_ms) uncounted.push(await cell.measure(cell.lead_ms));
        counted.push(await cell.measure(round_ms));
      }
    }
  }
  return [...samples].map(([cell, taken]) => outcomeOf(cell, taken));
}

interface Samples {
  counted: Sample[];
  uncounted: Sample[];
}

function outcomeOf({ group, name }: Cell, { counted, uncounted }: Samples): Outcome {
  const all = [...uncounted, ...counted];
  const failed = all.reduce((sum, sample) => sum + sample.failed, 0);
  const [first] = all.flatMap(({ errors }) => errors);
  return {
    group,
    name,
    rates: counted.map(({ operations, seconds }) => operations / seconds),
    p50_ms: median(counted.map(({ p50_ms }) => p50_ms)),
    p99_ms: median(counted.map(({ p99_ms }) => p99_ms)),
    operations: all.reduce((sum, { operations }) => sum + operations, 0),
    faults: failed > 0 ? [`${failed} calls failed, the first with: ${first}`] : [],
  };
}

/** Adds to each outcome what the database says against it. */
export async function contradict(cells: readonly Cell[], outcomes: readonly Outcome[]): Promise<void> {
  for (const outcome of outcomes) {
    const cell = cells.find(({ group, name }) => group === outcome.group && name === outcome.name);
    const written = (await cell?.written?.()) ?? outcome.operations;
    if (written !== outcome.operations)
      outcome.faults.push(`${outcome.operations} calls succeeded, but the database has ${written}`);
  }
}
