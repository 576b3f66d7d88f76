import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What a demo must find again at its next start: secrets, and ports, which stand in links and mails. */
export type DemoState = {
  stripeKey: string;
  webhookSecret: string;
  sessionSecret: string;
  /** The company's API key, which is shown only when it is made. */
  apiKey?: string;
  ports: { web?: number; stripe?: number; mailbox?: number };
};

/** Everything that a demo writes below its data directory. */
const OWN_FILES = ['postgres', 'mailbox', 'logs', 'demo.json', 'demo.env'];

export async function readState(dir: string): Promise<DemoState> {
  const text = await readFile(path.join(dir, 'demo.json'), 'utf8').catch(() => null);
  return text === null ? newState() : (JSON.parse(text) as DemoState);
}

function newState(): DemoState {
  const secret = () => randomBytes(24).toString('hex');
  return {
    stripeKey: `sk_test_${secret()}`,
    webhookSecret: `whsec_${secret()}`,
    sessionSecret: secret(),
    ports: {},
  };
}

/** Replaces the file as a whole: a kill in between leaves the old one. */
export async function writeState(dir: string, state: DemoState): Promise<void> {
  await mkdir(dir, { recursive: true });
  const file = path.join(dir, 'demo.json');
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Removes what a demo made and nothing else: the directory may be anyone's. */
export async function forget(dir: string): Promise<void> {
  for (const file of OWN_FILES) await rm(path.join(dir, file), { recursive: true, force: true });
}
