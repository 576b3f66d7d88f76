import { readFileSync } from 'node:fs';
import express, { type Express, type Response } from 'express';
import { type Html, html, Html as Markup } from '../stripe/pages/html.js';
import type { MailStore, Message } from './messages.js';

const STYLE = new Markup(readFileSync(new URL('./style.css', import.meta.url), 'utf8'));
const SHOWN_MAX = 200;

/** The list of mails, each mail with both its parts, and all of them as JSON. */
export function createPages(store: MailStore): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/', (request, response) => {
    const recipient = textOf(request.query.to);
    send(response, 'Mailbox', list(store.list(recipient), recipient));
  });
  app.get('/messages.json', (request, response) => {
    response.json(store.list(textOf(request.query.to)));
  });
  app.get('/messages/:id', (request, response) => {
    const message = store.find(Number(request.params.id));
    if (!message) return send(response.status(404), 'No such mail', html`<main><h1>No such mail</h1></main>`);
    send(response, message.subject, mail(message));
  });
  app.get('/messages/:id/html', (request, response) => {
    // Shown as a mail program would: no script, no form, nothing of ours within reach.
    response.setHeader(
      'Content-Security-Policy',
      'sandbox allow-popups allow-top-navigation-by-user-activation',
    );
    response.type('html').send(store.find(Number(request.params.id))?.html ?? '');
  });
  return app;
}

function textOf(parameter: unknown): string | undefined {
  return typeof parameter === 'string' && parameter !== '' ? parameter : undefined;
}

function send(response: Response, title: string, body: Html): void {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body><header><a href="/">Mailbox</a><span class="badge">Sandbox</span></header>${body}</body>
</html>`;
  response.type('html').send(page.text);
}

function list(messages: Message[], recipient: string | undefined): Html {
  const rows = messages.slice(0, SHOWN_MAX).map(
    ({ id, at, to, subject }) => html`<li><a href="/messages/${id}">
<span class="to">${to.join(', ')}</span><strong>${subject}</strong><time datetime="${at}">${at.slice(0, 16).replace('T', ' ')}</time></a></li>`,
  );
  const empty = html`<p class="empty">No mail yet. Register in the portal, and it arrives here.</p>`;
  return html`<main>
<form method="get"><label>To <input type="search" name="to" value="${recipient ?? ''}" placeholder="name@example.com"></label><button>Filter</button></form>
${rows.length > 0 ? html`<ul class="mails">${rows}</ul>` : empty}
</main>`;
}

function mail({ id, at, from, to, subject, text, html: body }: Message): Html {
  return html`<main>
<h1>${subject}</h1>
<dl><dt>From</dt><dd>${from}</dd><dt>To</dt><dd>${to.join(', ')}</dd><dt>Came</dt><dd><time datetime="${at}">${at}</time></dd></dl>
${body === '' ? null : html`<iframe src="/messages/${id}/html" title="The mail as HTML"></iframe>`}
<details ${body === '' ? 'open' : ''}><summary>As plain text</summary><pre>${text}</pre></details>
</main>`;
}
