import type { Request } from 'express';
import { cardByNumber, type TestCard } from '../cards.js';
import { type Html, html } from './html.js';

export interface OneClick {
  number: string;
  says: string;
}

/** The test card that a form was sent with, typed or chosen; undefined where it is none of them. */
export function cardFrom({ body }: Request): TestCard | undefined {
  const { card, number } = (body ?? {}) as Record<string, unknown>;
  return cardByNumber(String(card ?? number ?? ''));
}

/** The fields that ask for a test card: typed, or one click. */
export function cardFields(button: string, choices: OneClick[]): Html {
  return html`<label>Card number<input name="number" inputmode="numeric" autocomplete="cc-number" maxlength="23" placeholder="4242 4242 4242 4242"></label>
<button class="primary">${button}</button>
<h2>Or use a test card in one click</h2>
<div class="choices">${choices.map(choice)}</div>`;
}

/** A button that sends the form with a test card. */
export function choice({ number, says }: OneClick): Html {
  return html`<button name="card" value="${number}"><span>${says}</span><code>•••• ${number.slice(-4)}</code></button>`;
}
