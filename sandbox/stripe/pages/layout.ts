import { readFileSync } from 'node:fs';
import type { Response } from 'express';
import { type Html, html, Html as Markup } from './html.js';

const STYLE = new Markup(readFileSync(new URL('./style.css', import.meta.url), 'utf8'));

/** Sends a whole hosted page: no script and nothing from elsewhere, so it works with JavaScript off and offline. */
export function sendPage(response: Response, title: string, body: Html, status = 200): void {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>${body}</body>
</html>`;
  response
    .status(status)
    .set({
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    })
    .type('html')
    .send(page.text);
}

/** A page with nothing but a short message. */
export function sendMessage(response: Response, status: number, title: string, message: string): void {
  const body = html`<main class="small card"><h1>${title}</h1><p>${message}</p></main>`;
  sendPage(response, title, body, status);
}
