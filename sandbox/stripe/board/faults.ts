import type { World } from '../call.js';
import { activeFaults, FAULTS, type Fault } from '../faults.js';
import { type Html, html } from '../pages/html.js';
import { button, deed, panel, select, table } from './parts.js';

/** What each fault does, in a person's words. */
const WORDS: Record<Fault, string> = {
  duplicate: 'Webhooks come twice',
  twin: 'Two events tell of one change',
  reorder: 'Webhooks come in another order',
  drop: 'Webhooks are lost',
  delay: 'Webhooks come late',
  '500': 'Calls answer 500 after the work',
  '500-before': 'Calls answer 500 before the work',
  '400': 'Calls are refused for good',
  '429': 'Calls are refused: too many',
  cut: 'The connection is cut after the work',
  timeout: 'Calls are never answered',
  lag: 'Searches lag by a minute',
};
const RATES = [
  ['1', 'Always'],
  ['0.5', 'Half of the time'],
  ['0.1', 'One in ten'],
  ['0.05', 'One in twenty'],
] as const;
const COUNTS = [
  ['', 'Until switched off'],
  ['1', 'Once'],
  ['3', 'Three times'],
] as const;

/** What goes wrong at the moment, and the form that adds to it. */
export async function faultsPage(world: World): Promise<Html[]> {
  const active = await activeFaults(world.pool);
  const columns = [{ name: 'What' }, { name: 'How often', figures: true }, { name: 'Where' }, { name: '' }];
  const rows = active.map(({ fault, rate, remaining, path, method }) => [
    html`${WORDS[fault]}`,
    html`${Math.round(rate * 100)} %${remaining === null ? '' : `, ${remaining} left`}`,
    path || method
      ? html`<code>${method ?? ''} ${path ?? ''}</code>`
      : html`<span class="quiet">everywhere</span>`,
    button('fault-off', { fault }, 'Off'),
  ]);
  const add = html`${select(
    'fault',
    'What',
    FAULTS.map((fault) => [fault, WORDS[fault]] as const),
  )}
${select('rate', 'How often', RATES)}${select('count', 'How long', COUNTS)}
<label>Only calls whose path begins with<input name="path" placeholder="/v1/refunds"></label>
<button class="primary">Switch on</button>`;
  const off = active.length > 1 ? button('fault-off', {}, 'Switch all off') : html``;
  return [
    panel('What goes wrong', table(columns, rows, 'Nothing: all is delivered and answered.'), off),
    panel('Let something go wrong', deed('fault', {}, add)),
  ];
}
