import { availableParallelism } from 'node:os';
import { verifyLedger } from '../src/credits/index.js';
import type { Db } from '../src/platform/db.js';
import type { Outcome } from './cell.js';
import { growthSection } from './growth.js';
import { httpSection } from './http/cells.js';
import type { BenchOptions, Plan } from './options.js';
import { type Report, reportOf } from './report.js';
import { measureSection, type Section } from './section.js';
import { spendingSection } from './spending.js';
import { startBenchServer } from './town.js';

const SECTIONS = [spendingSection, httpSection, growthSection];
const LIES_TOLD = 10;

type Settings = { cells?: BenchOptions['cells']; plan: Plan; tell: (line: string) => void };

/** Measures everything that is asked for on a server of its own, and checks what it left behind. */
export async function runBench({ cells, plan, tell }: Settings): Promise<Report> {
  const began = performance.now();
  const server = await startBenchServer();
  try {
    const outcomes: Outcome[] = [];
    const lies: string[] = [];
    for (const makeSection of SECTIONS) {
      const section = only(makeSection(server, plan), cells);
      if (section.cells.length === 0) continue;
      outcomes.push(...(await measureSection(section, { ...plan, onProgress: tell })));
      for (const db of section.ledgers()) lies.push(...(await liesIn(db)));
    }
    const { rounds, round_ms } = plan;
    const seconds = (performance.now() - began) / 1000;
    return reportOf({
      settings: { rounds, round_ms },
      seconds,
      outcomes,
      lies,
      postgres: await server.version(),
    });
  } finally {
    await server.stop();
  }
}

function only(section: Section, wanted: string | undefined): Section {
  if (wanted === undefined) return section;
  return {
    ...section,
    cells: section.cells.filter(({ group, name }) => `${group}: ${name}`.includes(wanted)),
  };
}

async function liesIn(db: Db): Promise<string[]> {
  const { lies } = await verifyLedger(db, { jobs: availableParallelism() });
  return lies
    .slice(0, LIES_TOLD)
    .map(({ table, wallet_id, row, what }) => `${table}: wallet ${wallet_id}, row ${row}: ${what}`);
}
