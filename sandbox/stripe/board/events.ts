import type { Call } from '../call.js';
import { type Html, html } from '../pages/html.js';
import { button, panel, pill, type Tone, table, when } from './parts.js';

const SHOWN = 60;

interface Told {
  id: string;
  type: string;
  about: string | null;
  created: number;
  /** Of its newest delivery; null where nobody was told. */
  status: 'delivered' | 'dropped' | 'failed' | 'pending' | null;
  attempts: number | null;
  last_error: string | null;
}

/** The newest events, whether they arrived, and the button that sends one again. */
export async function eventsPage(call: Call): Promise<Html> {
  const { rows } = await call.tx.query<Told>(
    `select e.id, e.doc ->> 'type' as type, e.doc #>> '{data,object,id}' as about, e.created, d.status, d.attempts, d.last_error
     from objects e
     left join lateral (
       select status, attempts, last_error from webhook_deliveries where event = e.id order by id desc limit 1) d on true
     where e.type = 'event' order by e.created desc, e.seq desc limit ${SHOWN}`,
  );
  const columns = [{ name: 'When' }, { name: 'Event' }, { name: 'About' }, { name: 'Webhook' }, { name: '' }];
  return panel(
    'Events',
    html`<div class="row">${button('deliver', {}, 'Deliver all that waits')}</div>`,
    table(columns, rows.map(row), 'Nothing has happened yet.'),
  );
}

const WORDS: Record<string, [string, Tone]> = {
  delivered: ['Delivered', 'good'],
  dropped: ['Lost', 'bad'],
  failed: ['Given up', 'bad'],
  pending: ['Waiting', 'warn'],
};

function row({ id, type, about, created, status, attempts, last_error }: Told): Html[] {
  const [words, tone] = WORDS[status ?? ''] ?? (['Not sent', 'plain'] as const);
  const tries =
    (attempts ?? 0) > 1
      ? html`<small>${attempts} attempts${last_error ? `: ${last_error}` : ''}</small>`
      : null;
  return [
    when(created),
    html`<span>${type}</span><small><code>${id}</code></small>`,
    aboutLink(about ?? '–'),
    html`${pill(words, tone)}${tries}`,
    button('resend', { event: id }, 'Send again'),
  ];
}

const ID_SHOWN = 32;

/** The id of what an event is about, and the way to it where there is a page of it. */
function aboutLink(id: string): Html {
  const words = html`<code>${id.length > ID_SHOWN ? `${id.slice(0, ID_SHOWN)}…` : id}</code>`;
  if (id.startsWith('cus_')) return html`<a href="/customers/${id}">${words}</a>`;
  return id.startsWith('ch_') ? html`<a href="/payments/${id}">${words}</a>` : words;
}
