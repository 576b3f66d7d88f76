import type { RecordJSON } from 'adminjs';
import React from 'react';
import type { Step } from '../../../src/billing/index.js';

/** The calls that a change of plan took on its way, each noted before it was made: the last may not have gone through. */
export function StepsMade({ record }: { record: RecordJSON }): React.ReactElement | null {
  // A list travels as one text, its members parted by commas.
  const steps = JSON.parse(`[${record.params.steps ?? ''}]`) as Step[];
  if (steps.length === 0) return null;
  return (
    <section className="card pad below" aria-label="Steps at Stripe">
      <h2>Steps at Stripe</h2>
      <p className="small muted">Each is noted before it is made: the last one may not have gone through.</p>
      <ol className="steps">
        {steps.map((step) => (
          <li key={Object.values(step).join(' ')}>{wordsOf(step)}</li>
        ))}
      </ol>
    </section>
  );
}

function wordsOf(step: Step): React.ReactNode {
  const { before, id } = told(step);
  return id ? (
    <>
      {before} <span className="mono">{id}</span>
    </>
  ) : (
    before
  );
}

/** What is said of a step, and the object that it was about where it names one. */
function told(step: Step): { before: string; id?: string } {
  switch (step.do) {
    case 'finalize_draft':
      return { before: 'Made the draft final:', id: step.invoice };
    case 'void_invoice':
      return { before: 'Made the invoice void:', id: step.invoice };
    case 'release_schedule':
      return { before: 'Called off the change that waited:', id: step.schedule };
    case 'plan_schedule':
      return { before: 'Planned the change for the end of the period:', id: step.schedule };
    case 'mark_credits':
      return { before: step.keep ? 'Noted that the credits are kept' : 'Noted that the credits expire' };
    default:
      return { before: PLAIN[step.do] };
  }
}

type NamesMore = 'finalize_draft' | 'void_invoice' | 'release_schedule' | 'plan_schedule' | 'mark_credits';

const PLAIN: Readonly<Record<Exclude<Step['do'], NamesMore>, string>> = {
  keep: 'Took back the end of the plan',
  change_now: 'Changed the plan now, for a payment',
  change_in_trial: 'Changed the plan within its trial',
  make_schedule: 'Opened a schedule of changes',
  end_with_period: 'Set the plan to end with its period',
  end: 'Ended the plan',
  rest: 'Paused the payments',
  collect_again: 'Took up the payments again',
  resume: 'Resumed the plan with a new period',
};
