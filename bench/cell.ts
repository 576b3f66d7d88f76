/** What one cell did in one round. Times in milliseconds; errors are the first few messages. */
export interface Sample {
  operations: number;
  seconds: number;
  p50_ms: number;
  p99_ms: number;
  failed: number;
  errors: string[];
}

/** One thing that is measured. The cells of a group are measured side by side and compared. */
export interface Cell {
  group: string;
  name: string;
  measure: (duration_ms: number) => Promise<Sample>;
  /** How long its first round takes, which does not count, where that is longer than the others. */
  warm_ms?: number;
  /** How long it runs before each round without counting: its neighbours have taken the memory that it needs. */
  lead_ms?: number;
  /** How many operations the database says were done since the beginning, where that can be counted. */
  written?: () => Promise<number>;
}

/** A cell's rounds, warm-up left out. A void cell has errors, or the database contradicts it. */
export interface Outcome {
  group: string;
  name: string;
  rates: number[];
  p50_ms: number;
  p99_ms: number;
  /** Those that do not count for its rate included. */
  operations: number;
  faults: string[];
}
