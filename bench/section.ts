import type { Db } from '../src/platform/db.js';
import type { Cell, Outcome } from './cell.js';
import { contradict, measureAll, type Rounds } from './rounds.js';
import type { startBenchServer } from './town.js';

export type BenchServer = Awaited<ReturnType<typeof startBenchServer>>;

/** Cells that share what they are measured on. Nothing is made before `prepare`, which skipped sections never see. */
export interface Section {
  cells: Cell[];
  prepare: () => Promise<void>;
  /** Ledgers that must verify afterwards. */
  ledgers: () => Db[];
  close?: () => Promise<void>;
}

/** What `prepare` makes. @throws Error when it is asked for before */
export class Prepared<T> {
  private value: T | undefined;

  set(value: T): void {
    this.value = value;
  }

  get(): T {
    if (this.value === undefined) throw new Error('measured before it was prepared');
    return this.value;
  }
}

/** Measures a section's cells, and has the database count what they say they did. */
export async function measureSection(section: Section, settings: Rounds): Promise<Outcome[]> {
  settings.onProgress?.(`preparing ${section.cells[0]?.group.split(/[,:]/)[0]}`);
  await section.prepare();
  const outcomes = await measureAll(section.cells, settings);
  await section.close?.();
  await contradict(section.cells, outcomes);
  return outcomes;
}
