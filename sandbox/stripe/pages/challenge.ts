import express, { type Express, type Request, type Response } from 'express';
import { type Call, transact, type World } from '../call.js';
import { answerChallenge } from '../checkout.js';
import { formatMoney } from '../money.js';
import { load } from '../store.js';
import { type Html, html } from './html.js';
import { sendMessage, sendPage } from './layout.js';

/** The page on which the cardholder's bank asks him to confirm (3-D Secure): a payment, or that his card is saved. */
export function mountChallengePage(app: Express, world: World): void {
  app.get('/challenge/:id', (request, response) => show(world, request.params.id, response));
  app.post('/challenge/:id', express.urlencoded({ extended: false, limit: '1kb' }), (request, response) =>
    submit(world, request, response),
  );
}

async function submit(world: World, request: Request, response: Response): Promise<void> {
  const id = String(request.params.id);
  const passed = (request.body as Record<string, unknown> | undefined)?.outcome === 'complete';
  const next = await transact(world, {}, (call) => answerChallenge(call, id, passed));
  if (next === null) return sendMessage(response, 200, 'Thank you', 'You can close this page.');
  response.redirect(303, next);
}

async function show(world: World, id: string, response: Response): Promise<void> {
  const waiting = await transact(world, {}, (call) => whatWaits(call, id));
  if (waiting === null) {
    return sendMessage(response, 200, 'Nothing to confirm', 'Nothing here waits for a confirmation.');
  }
  const body = html`<main class="small card">
<div class="top"><h1>Your bank asks you to confirm</h1><span class="badge">Sandbox</span></div>
<p>${waiting} is waiting. Choose how this 3-D Secure check ends.</p>
<form method="post" class="actions">
<button class="primary" name="outcome" value="complete">Complete</button>
<button name="outcome" value="fail">Fail</button>
</form>
</main>`;
  sendPage(response, 'Confirm', body);
}

/** What the cardholder is to confirm, in words; null when nothing waits for him. */
async function whatWaits(call: Call, id: string): Promise<Html | null> {
  if (id.startsWith('seti_')) {
    const { status } = await load(call, 'setup_intent', id);
    return status === 'requires_action' ? html`A request to save your card` : null;
  }
  const { status, amount, currency } = await load(call, 'payment_intent', id);
  const total = formatMoney(amount, currency);
  return status === 'requires_action' ? html`A payment of <strong>${total}</strong>` : null;
}
