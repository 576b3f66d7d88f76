import React, { useState } from 'react';
import type { RefundPreview } from '../../../src/billing/index.js';
import { moneyInput } from '../../../src/platform/money.js';
import { ActionForm } from '../dialog/action-form.js';
import { Dialog } from '../dialog/dialog.js';
import { Segments } from '../dialog/fields.js';
import { usePreview } from '../dialog/use-preview.js';
import { useSubmission } from '../dialog/use-submission.js';
import { NO_REASON_YET, WhyFields } from '../dialog/why.js';
import { card, day, firstName, money } from '../parts/format.js';
import { RefundAmount, typedMinor, WhichPayment } from './refund-amount.js';
import { RefundEffect } from './refund-effect.js';
import { RefundLimit } from './refund-limit.js';
import type { Json, Page, Payment } from './types.js';

const POLICIES = [
  ['unused', 'Take back unspent'],
  ['full', 'Take back all'],
  ['keep', 'Leave them'],
] as const;

const POLICY_HINTS = {
  unused: 'What is left of them goes; what was spent stays spent.',
  full: 'What was spent goes too: out of other credits, and what those lack is owed.',
  keep: 'The money goes back and the credits stay.',
} as const;

interface Props {
  readonly page: Page;
  readonly first: Payment;
  readonly onClose: (isDone: boolean) => void;
}

/** Refunds a payment: says what will happen to money and credits before it does, and names both on the button. */
export function RefundDialog({ page, first, onClose }: Props): React.ReactElement {
  const { customer, payments } = page;
  const [payment, setPayment] = useState(first);
  const [amount, setAmount] = useState(allOf(first));
  const [policy, setPolicy] = useState<(typeof POLICIES)[number][0]>('unused');
  const [why, setWhy] = useState(NO_REASON_YET);
  const record = `/resources/payments/records/${payment.id}`;
  const what = { amount, policy };
  const { preview, fault, isStale } = usePreview<Json<RefundPreview>>(`${record}/previewRefund`, what);
  const submission = useSubmission(`${record}/refund`, { ...what, ...why }, () => onClose(true));
  const name = firstName(customer.name, customer.email);
  const sum = preview ? `${money(preview.amount_minor, payment.currency)} ` : '';
  const choose = (chosen: Payment) => {
    setPayment(chosen);
    setAmount(allOf(chosen));
  };
  const close = () => onClose(false);
  return (
    <Dialog title={`Refund ${customer.name || customer.email}`} about={about(payment)} onClose={close}>
      <ActionForm
        submission={submission}
        button={`Refund ${sum}to ${name}`}
        tone="danger"
        isReady={!isStale && fault === undefined && isPossible(preview, amount)}
        limit={<RefundLimit preview={preview} currency={payment.currency} />}
        onCancel={close}
      >
        <WhichPayment payments={payments} chosen={payment} onChoose={choose} />
        <RefundAmount
          payment={payment}
          amount={amount}
          onChange={setAmount}
          fault={(submission.fault ?? fault)?.fields.amount}
        />
        <Segments legend="The credits it bought" choices={POLICIES} value={policy} onChange={setPolicy} />
        <p className="xs muted">{POLICY_HINTS[policy]}</p>
        <RefundEffect preview={preview} returned_minor={payment.refunded_minor} isStale={isStale} />
        <WhyFields why={why} onChange={setWhy} fault={submission.fault} name={name} />
      </ActionForm>
    </Dialog>
  );
}

function allOf({ refundable_minor, currency }: Payment): string {
  return moneyInput(refundable_minor, currency);
}

/** The preview is never above what is left, so it must be for the very amount that was typed. */
function isPossible(preview: Json<RefundPreview> | undefined, amount: string): boolean {
  if (!preview || preview.amount_minor !== typedMinor(amount, preview.payment.currency)) return false;
  return preview.amount_minor > 0 && preview.within_limit && preview.blocked === null;
}

function about(payment: Payment): string {
  const { description, created_at, amount_minor, refunded_minor, currency } = payment;
  const paid = `${money(amount_minor, currency)} on ${card(payment.card_brand, payment.card_last4)}`;
  const earlier = refunded_minor > 0 ? ` ${money(refunded_minor, currency)} went back before.` : '';
  return `${description || 'Payment'}, ${day(created_at)}, ${paid}.${earlier}`;
}
