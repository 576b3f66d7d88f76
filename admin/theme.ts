import { readFileSync } from 'node:fs';
import type { ThemeOverride } from '@adminjs/design-system';
import { fromRoot } from '../src/platform/root.js';

/** AdminJS's names for colours, and the tokens of ours that stand for them. */
const COLOURS = {
  border: 'line',
  text: 'ink',
  primary100: 'accent',
  primary80: 'accent',
  primary60: 'accent',
  primary40: 'accent-soft',
  primary20: 'accent-soft',
  accent: 'accent',
  grey100: 'ink',
  grey80: 'ink-2',
  grey60: 'ink-3',
  grey40: 'line-strong',
  grey20: 'sunken',
  white: 'surface',
  black: 'ink',
  errorDark: 'bad',
  error: 'bad',
  errorLight: 'bad-soft',
  successDark: 'good',
  success: 'good',
  successLight: 'good-soft',
  warningDark: 'warn',
  warning: 'warn',
  warningLight: 'warn-soft',
  infoDark: 'info',
  info: 'info',
  infoLight: 'info-soft',
  bg: 'canvas',
  filterBg: 'surface',
  container: 'surface',
  sidebar: 'sunken',
  inputBorder: 'line-control',
  separator: 'line',
  highlight: 'sunken',
  love: 'accent',
} as const;

/**
 * AdminJS's design system fed with our tokens. It computes with colours, so it gets their light values and not the
 * CSS variables; what is seen is drawn by our own components, which follow light and dark by themselves.
 */
export function createTheme(): ThemeOverride {
  const tokens = readTokens(fromRoot('assets', 'tokens.css'));
  const colors = Object.entries(COLOURS).map(([name, token]) => [name, tokens[token]]);
  return { colors: Object.fromEntries(colors), sizes: { sidebarWidth: '216px' } };
}

/** The values of the first block: `--accent: #0f766e` is `{ accent: '#0f766e' }`. */
function readTokens(file: string): Readonly<Record<string, string>> {
  const [block = ''] = readFileSync(file, 'utf8').split('}');
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]),
  );
}
