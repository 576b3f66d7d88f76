import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's chromium: Playwright cannot download one of its own here. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface ChromiumBrowser {
  context: BrowserContext;
  /** A new page. What it prints as an error or throws is kept in `faults`. */
  newPage: () => Promise<Page>;
  faults: string[];
  close: () => Promise<void>;
}

/** A real browser with a profile of its own. `options` as Playwright's: viewport, colorScheme, javaScriptEnabled … */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<ChromiumBrowser> {
  const profile = await mkdtemp(path.join(tmpdir(), 'quickscale-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    args: FLAGS,
    ...options,
  });
  const faults: string[] = [];
  return {
    context,
    faults,
    newPage: async () => {
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning')
          faults.push(`${page.url()}: ${message.text()}`);
      });
      return page;
    },
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
