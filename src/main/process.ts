import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** True when Node was started with this module: composition roots that are only imported start nothing. */
export function isMain(moduleUrl: string): boolean {
  const started = process.argv[1];
  return started !== undefined && pathToFileURL(realpathSync(started)).href === moduleUrl;
}

/** Stops in order at SIGINT or SIGTERM; a second signal kills as usual. */
export function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
