import type Stripe from 'stripe';
import { READ } from '../stripe/client.js';
import type { Step } from './next-step.js';
import { type PlanState, readPlan } from './plan-state.js';
import type { ChangeSubscription } from './wish.js';

/**
 * What the steps of a change did, in words, each once; empty where nobody sees anything of it. The last of them may have
 * been refused or never made, and others may have undone one since: only what Stripe shows is said.
 */
export async function whatWasDone(
  stripe: Stripe,
  { subscription, wish }: ChangeSubscription,
  steps: readonly Step[],
): Promise<string> {
  const { state } = await readPlan(stripe, subscription, wish);
  const said: string[] = [];
  for (const step of steps) {
    const words = WORDS[step.do];
    if (words && !said.includes(words) && (await shows(stripe, state, step))) said.push(words);
  }
  return said.join(', and ');
}

const WORDS: Readonly<Partial<Record<Step['do'], string>>> = {
  void_invoice: 'The invoice that was open is void',
  release_schedule: 'The change that was to come with the end of the period is called off',
  keep: 'The plan does not end any more',
  end: 'The plan has ended',
};

async function shows(stripe: Stripe, state: PlanState, step: Step): Promise<boolean> {
  switch (step.do) {
    case 'void_invoice':
      return (await stripe.invoices.retrieve(step.invoice, {}, READ)).status === 'void';
    case 'release_schedule':
      return state.schedule?.id !== step.schedule;
    case 'keep':
      return state.ends === null;
    case 'end':
      return state.over;
    default:
      return false;
  }
}
