import { type Html, html } from '../pages/html.js';

export type Tone = 'bad' | 'good' | 'info' | 'plain' | 'warn';

/** A state by word, dot and colour together. */
export function pill(words: string, tone: Tone): Html {
  return html`<span class="pill ${tone}">${words}</span>`;
}

/** "27 Nov 2026, 18:04" of a time in Unix seconds, in UTC. */
export function when(seconds: number): Html {
  const at = new Date(seconds * 1000);
  const words = at.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  return html`<time datetime="${at.toISOString()}">${words}</time>`;
}

export interface Column {
  name: string;
  /** Figures stand to the right. */
  figures?: boolean;
}

/** A table whose rows give one cell for each column; one quiet sentence where there are none. */
export function table(columns: Column[], rows: Html[][], none: string): Html {
  if (rows.length === 0) return html`<p class="quiet">${none}</p>`;
  const heads = columns.map(({ name, figures }) => html`<th${figures ? RIGHT : null}>${name}</th>`);
  const cells = (row: Html[]) =>
    row.map((cell, at) => html`<td${columns[at]?.figures ? RIGHT : null}>${cell}</td>`);
  return html`<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${cells(row)}</tr>`,
  )}</tbody></table></div>`;
}

const RIGHT = html` class="figures"`;

/** A panel with a heading. */
export function panel(heading: string, ...inside: Html[]): Html {
  return html`<section class="panel"><h2>${heading}</h2>${inside}</section>`;
}

/** A form that does one of the board's deeds; what it says about the deed travels hidden. */
export function deed(name: string, about: Record<string, string>, inside: Html): Html {
  const hidden = Object.entries(about).map(
    ([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`,
  );
  return html`<form method="post" action="/board/${name}" class="deed">${hidden}${inside}</form>`;
}

/** A deed that is one button. */
export function button(name: string, about: Record<string, string>, words: string): Html {
  return deed(name, about, html`<button>${words}</button>`);
}

/** Whether QuickScale is told: unticked is what a lost webhook looks like. */
export const TELLS = html`<label class="tick"><input type="checkbox" name="webhook" value="yes" checked> Tell by webhook</label>`;

/** A choice among values, each with its words. */
export function select(name: string, words: string, options: readonly (readonly [string, string])[]): Html {
  return html`<label>${words}<select name="${name}">${options.map(
    ([value, says]) => html`<option value="${value}">${says}</option>`,
  )}</select></label>`;
}
