import React, { useState } from 'react';
import type { CancellationPreview, CreditsAtEnd } from '../../../src/billing/index.js';
import { Segments } from '../dialog/fields.js';
import { usePreview } from '../dialog/use-preview.js';
import { credits, day, money } from '../parts/format.js';
import { Consequences, SubscriptionDialog } from './subscription-dialog.js';
import type { Json, Page, Subscription } from './types.js';

interface Props {
  readonly page: Page;
  readonly subscription: Subscription;
  readonly onClose: (isDone: boolean) => void;
}

type Preview = Json<CancellationPreview>;

function useEndPreview({ page, subscription }: Props) {
  return usePreview<Preview>(`/resources/customers/records/${page.customer.id}/previewEnd`, {
    subscription_id: subscription.id,
  });
}

/** Lets a subscription end with its period: what was paid for stays until then, nothing more is billed. */
export function EndDialog(props: Props): React.ReactElement {
  const { page, subscription, onClose } = props;
  const { preview, fault, isStale } = useEndPreview(props);
  return (
    <SubscriptionDialog
      page={page}
      title={`Cancel ${subscription.plan} at the end of its period`}
      about="It can be undone until then."
      button={preview ? `End it on ${day(preview.last_day)}` : 'End it'}
      tone="danger"
      shown={(preview?.subscription ?? subscription).version}
      change={{ act: 'end' }}
      isReady={preview !== undefined && !isStale}
      onClose={onClose}
    >
      {fault ? <p className="fault small">{fault.message}</p> : null}
      <Consequences rows={preview && atPeriodEnd(preview)} isStale={isStale} />
    </SubscriptionDialog>
  );
}

function atPeriodEnd({ subscription, last_day, credits: left, overdue }: Preview) {
  return [
    ['Last bill', day(subscription.current_period_start)],
    ['Ends on', day(last_day)],
    ['Credits lost then, if not spent', credits(left)],
    ['Still due', overdue && money(overdue.due_minor, overdue.currency)],
  ] as const;
}

const CREDITS = [
  ['expire', 'Expire now'],
  ['keep', 'Keep them'],
  ['refund', 'Refund period'],
] as const satisfies readonly (readonly [CreditsAtEnd, string])[];

/** Ends a subscription at once, and says what becomes of its credits and of what was paid for the period. */
export function EndNowDialog(props: Props): React.ReactElement {
  const { page, subscription, onClose } = props;
  const [choice, setChoice] = useState<CreditsAtEnd>('expire');
  const { preview, fault, isStale } = useEndPreview(props);
  const back = preview?.paid ? money(preview.paid.refundable_minor, preview.paid.currency) : undefined;
  const isRefundable = (preview?.paid?.refundable_minor ?? 0) > 0;
  return (
    <SubscriptionDialog
      page={page}
      title={`Cancel ${subscription.plan} now`}
      about="This cannot be undone: the customer would have to subscribe again."
      button={choice === 'refund' && back ? `End it now and refund ${back}` : 'End it now'}
      tone="danger"
      shown={(preview?.subscription ?? subscription).version}
      change={{ act: 'end_now', subscription_id: subscription.id, credits: choice }}
      isReady={preview !== undefined && !isStale && (choice !== 'refund' || isRefundable)}
      onClose={onClose}
    >
      {fault ? <p className="fault small">{fault.message}</p> : null}
      <Segments legend="Its credits" choices={CREDITS} value={choice} onChange={setChoice} />
      {choice === 'refund' && preview && !isRefundable ? (
        <p className="fault small">Nothing was paid for this period that can be refunded.</p>
      ) : null}
      <Consequences rows={preview && atOnce(preview, choice)} isStale={isStale} />
    </SubscriptionDialog>
  );
}

function atOnce({ subscription, credits: left, overdue, paid }: Preview, choice: CreditsAtEnd) {
  const isRefund = choice === 'refund';
  return [
    ['Last bill', day(subscription.current_period_start)],
    ['Credits lost now', choice === 'keep' ? '0' : credits(left)],
    ['Credits kept, to their date', choice === 'keep' ? credits(left) : undefined],
    ['Goes back', isRefund && paid ? money(paid.refundable_minor, paid.currency) : undefined],
    ['No longer due', overdue && money(overdue.due_minor, overdue.currency)],
  ] as const;
}
