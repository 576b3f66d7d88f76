import express, { type Express, type Request, type Response } from 'express';
import { transact, type World } from '../call.js';
import { answerChallenge } from '../checkout.js';
import { formatMoney } from '../money.js';
import { load } from '../store.js';
import { html } from './html.js';
import { sendMessage, sendPage } from './layout.js';

/** The page on which the cardholder's bank asks him to confirm a payment (3-D Secure). */
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
  const intent = await transact(world, {}, (call) => load(call, 'payment_intent', id));
  if (intent.status !== 'requires_action') {
    return sendMessage(response, 200, 'Nothing to confirm', 'This payment waits for no confirmation.');
  }
  const amount = formatMoney(intent.amount, intent.currency);
  const body = html`<main class="small card">
<div class="top"><h1>Your bank asks you to confirm</h1><span class="badge">Sandbox</span></div>
<p>A payment of <strong>${amount}</strong> is waiting. Choose how this 3-D Secure check ends.</p>
<form method="post" class="actions">
<button class="primary" name="outcome" value="complete">Complete</button>
<button name="outcome" value="fail">Fail</button>
</form>
</main>`;
  sendPage(response, 'Confirm the payment', body);
}
