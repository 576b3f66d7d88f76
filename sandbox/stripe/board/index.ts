import express, { type Express, type Request } from 'express';
import { z } from 'zod';
import { type Call, transact, type World } from '../call.js';
import { StripeApiError } from '../errors.js';
import type { Html } from '../pages/html.js';
import { sendMessage } from '../pages/layout.js';
import { cataloguePage } from './catalogue.js';
import { customerPage } from './customer.js';
import { customersPage } from './customers.js';
import { DEEDS } from './deeds.js';
import { eventsPage } from './events.js';
import { faultsPage } from './faults.js';
import { sendBoard } from './frame.js';
import { paymentPage } from './payment.js';
import { paymentsPage } from './payments.js';
import { subscriptionsPage } from './subscriptions.js';

/** The simulator's own pages: what it holds, and a button for all that people, banks and time do to it. */
export function mountBoard(app: Express, world: World): void {
  const page = (
    path: string,
    title: string,
    body: (call: Call, request: Request) => Promise<Html[]>,
    here = path,
  ) =>
    app.get(path, async (request, response) => {
      const shown = await transact(world, {}, (call) => body(call, request));
      sendBoard(world, request, response, { title, here, body: shown });
    });
  page('/', 'Customers', async (call, { query }) => [await customersPage(call, textOf(query.q))]);
  page('/customers/:id', 'Customer', (call, { params }) => customerPage(call, String(params.id)), '/');
  page('/payments', 'Payments', async (call) => [await paymentsPage(call)]);
  page('/payments/:id', 'Payment', (call, { params }) => paymentPage(call, String(params.id)), '/payments');
  page('/subscriptions', 'Subscriptions', subscriptionsPage);
  page('/catalogue', 'Catalogue', cataloguePage);
  page('/events', 'Events', async (call) => [await eventsPage(call)]);
  page('/faults', 'What goes wrong', () => faultsPage(world));
  app.post(
    '/board/:deed',
    express.urlencoded({ extended: false, limit: '10kb' }),
    async (request, response) => {
      const deed = DEEDS[String(request.params.deed)];
      if (!deed) return sendMessage(response, 404, 'Not found', 'There is no such deed.');
      response.redirect(303, pathBack(request, await outcomeOf(() => deed(world, request.body ?? {}))));
    },
  );
}

type Outcome = { done: string } | { problem: string };

async function outcomeOf(work: () => Promise<string>): Promise<Outcome> {
  try {
    return { done: await work() };
  } catch (error) {
    if (error instanceof StripeApiError) return { problem: error.message };
    if (error instanceof z.ZodError) return { problem: z.prettifyError(error) };
    throw error;
  }
}

/** The page that the button stands on, which says what came of it. */
function pathBack(request: Request, outcome: Outcome): string {
  const from = request.get('referer');
  const page = new URL(from && URL.canParse(from) ? from : '/', 'http://board');
  page.searchParams.delete('done');
  page.searchParams.delete('problem');
  for (const [name, words] of Object.entries(outcome)) page.searchParams.set(name, words);
  return page.pathname + page.search;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
