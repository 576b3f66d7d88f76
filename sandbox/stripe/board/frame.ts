import { readFileSync } from 'node:fs';
import type { Request, Response } from 'express';
import type { World } from '../call.js';
import { type Html, html, Html as Markup } from '../pages/html.js';
import { sendPage } from '../pages/layout.js';
import { when } from './parts.js';

const STYLE = new Markup(readFileSync(new URL('./board.css', import.meta.url), 'utf8'));

const PLACES = [
  ['/', 'Customers'],
  ['/payments', 'Payments'],
  ['/subscriptions', 'Subscriptions'],
  ['/catalogue', 'Catalogue'],
  ['/events', 'Events'],
  ['/faults', 'What goes wrong'],
] as const;

/** Sends a page of the board: where one is, what time it is here, and what the last deed came to. */
export function sendBoard(
  world: World,
  request: Request,
  response: Response,
  page: { title: string; here: string; body: Html[] },
): void {
  const ahead = Math.round(world.clock.offsetMs() / 60_000);
  const links = PLACES.map(
    ([path, words]) =>
      html`<a href="${path}"${path === page.here ? html` aria-current="page"` : null}>${words}</a>`,
  );
  const isList = PLACES.some(([, words]) => words === page.title);
  const heading = isList ? html`<h1 class="unseen">${page.title}</h1>` : null;
  const body = html`<div class="board"><style>${STYLE}</style>
<header><strong>Simulated Stripe</strong><span class="badge">Sandbox</span>
<p class="clock">${when(world.clock.now().getTime() / 1000)} UTC<small>${ahead === 0 ? 'real time' : `${aheadInWords(ahead)} ahead`}</small></p>
${TIME}</header>
<nav aria-label="Board">${links}</nav>
<main>${heading}${notice(request)}${page.body}</main></div>`;
  sendPage(response, `${page.title} · Simulated Stripe`, body);
}

/** The clock's buttons: everything due until then happens at its own time, here and in QuickScale. */
const TIME = html`<form method="post" action="/board/time" class="time" aria-label="Move the clock on">
<button name="advance" value="PT1H">+ 1 hour</button>
<button name="advance" value="P1D">+ 1 day</button>
<button name="advance" value="P1M">+ 1 month</button>
<button name="advance" value="next">To the next renewal</button>
</form>`;

function aheadInWords(minutes: number): string {
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days > 0) return `${days} ${days === 1 ? 'day' : 'days'}`;
  return hours > 0 ? `${hours} ${hours === 1 ? 'hour' : 'hours'}` : `${minutes} min`;
}

function notice({ query }: Request): Html | null {
  const { done, problem } = query;
  if (typeof problem === 'string') return html`<p class="error" role="alert">${problem}</p>`;
  return typeof done === 'string' ? html`<p class="notice" role="status">${done}</p>` : null;
}
