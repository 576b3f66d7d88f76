import { Command } from 'commander';
import { recountMetrics } from '../../analytics/index.js';
import { withDatabase } from './database.js';

export function rollupCommand(): Command {
  return new Command('rollup')
    .description(
      "Count each day's figures anew from the rows, and mend those that were kept wrong; names them.",
    )
    .action(async () => {
      const wrong = await withDatabase((db) => recountMetrics(db), { statement_timeout_ms: 0 });
      for (const { day, metric, currency, kept, counted } of wrong) {
        console.log(
          `✗  ${day}: ${[metric, currency].filter(Boolean).join(' ')} was kept as ${kept}, and is ${counted}`,
        );
      }
      console.log(`✓  the figures of all days follow from their rows${wrong.length > 0 ? ' now' : ''}`);
    });
}
