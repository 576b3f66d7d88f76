import { afterAll } from '@jest/globals';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { PATIENCE_MS } from './wait-for.js';

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

/** One process for all of a test file: starting it costs more than most pages. */
let started: Promise<Browser> | undefined;
afterAll(async () => (await started)?.close());

/** A real browser with a profile of its own. `options` as Playwright's: viewport, colorScheme, javaScriptEnabled … */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<ChromiumBrowser> {
  started ??= chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  const context = await (await started).newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
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
    close: () => context.close(),
  };
}
