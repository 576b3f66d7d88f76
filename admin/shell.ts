import { combineStyles } from '@adminjs/design-system';
import { type AdminJS, initializeStore } from 'adminjs';
import type { CurrentOperator } from './guard/operator.js';
import { createTheme } from './theme.js';

const THEME = combineStyles(createTheme());

export interface Shell {
  readonly operator: Omit<CurrentOperator, 'actor'>;
  /** Base address of Stripe's own pages about objects; null where there is none. */
  readonly stripeDashboard: string | null;
  readonly csrfToken: string;
  readonly nonce: string;
  readonly assets: ShellAssets;
  readonly badge: string | undefined;
  readonly colourScheme: string | undefined;
}

export interface ShellAssets {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/**
 * The one HTML document of the back office, in place of AdminJS's own template: that one prints its state into a
 * script as it is, loads Google's fonts and knows no nonce. Here every inline script carries the nonce, and no text
 * of the state can end the script it stands in.
 */
export async function renderShell(admin: AdminJS, shell: Shell): Promise<string> {
  const state = (await initializeStore(admin, shell.operator)).getState();
  const { operator, csrfToken, badge, stripeDashboard } = shell;
  const office = { operator, csrfToken, badge: badge ?? null, stripeDashboard };
  const script = (body: string) => `<script nonce="${shell.nonce}">${body}</script>`;
  return `<!doctype html>
<html lang="en"${shell.colourScheme ? ` data-theme="${shell.colourScheme}"` : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>QuickScale back office</title>
<link rel="icon" href="data:,">
${shell.assets.styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
${script(`window.REDUX_STATE=${scriptJson(state)};window.THEME=${scriptJson(THEME)};window.OFFICE=${scriptJson(office)};window.THEME_COMPONENTS={};window.AdminJS={Components:{}};window.__webpack_nonce__=${scriptJson(shell.nonce)};`)}
${shell.assets.scripts.map((src) => `<script src="${src}"></script>`).join('\n')}
</head>
<body>
<div id="app"></div>
<noscript>The back office needs JavaScript.</noscript>
${script(`createRoot(document.getElementById('app')).render(AdminJS.Application)`)}
</body>
</html>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON that may stand inside a script element: no character of it can end the element or the statement. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => ESCAPES[character] ?? '');
}
