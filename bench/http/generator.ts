import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Sample } from '../cell.js';
import type { Load } from './load.js';

/** The process that asks (load.ts). */
export interface Generator {
  /** What it measured. @throws Error when it dies over it */
  ask: (load: Load) => Promise<Sample>;
  close: () => void;
}

/** Its program lies beside this process's own. */
export function startGenerator(): Generator {
  const [, program = ''] = process.argv;
  const child = fork(path.join(path.dirname(program), 'http', `load${path.extname(program)}`));
  return {
    ask: async (load) => {
      child.send(load);
      const heard = new AbortController();
      const { signal } = heard;
      const died = once(child, 'exit', { signal }).then(() => {
        throw new Error('the load generator died');
      });
      const [sample] = await Promise.race([once(child, 'message', { signal }), died]);
      heard.abort();
      return sample as Sample;
    },
    close: () => child.disconnect(),
  };
}
