import React from 'react';
import { day, money } from '../parts/format.js';
import { ChangePlanDialog } from './change-plan-dialog.js';
import { EndDialog, EndNowDialog } from './end-dialogs.js';
import { SubscriptionDialog } from './subscription-dialog.js';
import type { SubscriptionAct } from './subscriptions-tab.js';
import type { Page, Subscription } from './types.js';

interface Props {
  readonly act: SubscriptionAct;
  readonly page: Page;
  readonly subscription: Subscription;
  readonly onClose: (isDone: boolean) => void;
}

/** The dialog of what an operator is about to do to a subscription. */
export function SubscriptionDialogs({ act, ...props }: Props): React.ReactElement {
  if (act === 'end') return <EndDialog {...props} />;
  if (act === 'end_now') return <EndNowDialog {...props} />;
  if (act === 'change') return <ChangePlanDialog {...props} />;
  const { subscription } = props;
  return (
    <SubscriptionDialog
      {...props}
      {...wordsOf(act, subscription)}
      shown={subscription.version}
      change={{ act }}
    />
  );
}

function wordsOf(act: 'keep' | 'pause' | 'resume', subscription: Subscription) {
  const { plan, pending, ends_at, current_period_end } = subscription;
  if (act === 'keep') {
    const waits = ends_at ? `its end on ${day(ends_at)}` : `the change to ${pending?.plan ?? 'another plan'}`;
    return {
      title: `Keep ${plan}`,
      about: `Takes back ${waits}. It renews on ${day(current_period_end)} as before.`,
      button: 'Keep it as it is',
    };
  }
  return act === 'pause'
    ? {
        title: `Pause ${plan}`,
        about:
          'Nothing is charged and no credits are given until it is resumed. Credits that are there live to their date.',
        button: 'Pause it',
      }
    : {
        title: `Resume ${plan}`,
        about: resumptionWords(subscription),
        button: 'Resume it',
      };
}

function resumptionWords({ status, unbilled }: Subscription): string {
  if (unbilled)
    return `Its present period is billed for ${money(unbilled.due_minor, unbilled.currency)}. It goes on, and gives credits, once the customer has paid that on Stripe’s page.`;
  return status === 'paused'
    ? 'A new period is charged at once. It goes on, and gives credits, once that is paid.'
    : 'It is charged again, and gives credits, from its next renewal on.';
}
