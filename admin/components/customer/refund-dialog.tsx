import type React from 'react';
import { useState } from 'react';
import type { RefundPreview } from '../../../src/billing/index.js';
import { moneyInput } from '../../../src/platform/money.js';
import { ConfirmIdentity } from '../dialog/confirm-identity.js';
import { Dialog } from '../dialog/dialog.js';
import { Field, Segments, Tick } from '../dialog/fields.js';
import { usePreview } from '../dialog/use-preview.js';
import { useSubmission } from '../dialog/use-submission.js';
import { card, day, firstName, money, words } from '../parts/format.js';
import { RefundEffect } from './refund-effect.js';
import type { Json, Page, Payment } from './types.js';

const POLICIES = [
  ['unused', 'Take back unspent'],
  ['full', 'Take back all'],
  ['keep', 'Leave them'],
] as const;

interface Props {
  readonly page: Page;
  readonly first: Payment;
  readonly onClose: (isDone: boolean) => void;
}

/** Refunds a payment: says what will happen to money and credits before it does, and names both on the button. */
export function RefundDialog({ page, first, onClose }: Props): React.ReactElement {
  const { customer } = page;
  const refundable = page.payments.filter((payment) => payment.refundable_minor > 0);
  const [payment, setPayment] = useState(first);
  const { currency } = payment;
  const [amount, setAmount] = useState(moneyInput(payment.refundable_minor, currency));
  const [policy, setPolicy] = useState<'unused' | 'full' | 'keep'>('unused');
  const [reason, setReason] = useState('');
  const [ticket, setTicket] = useState('');
  const [notify, setNotify] = useState(true);
  const record = `/resources/payments/records/${payment.id}`;
  const {
    preview,
    fault: previewFault,
    isStale,
  } = usePreview<Json<RefundPreview>>(`${record}/previewRefund`, { amount, policy });
  const submission = useSubmission(
    `${record}/refund`,
    () => ({ amount, policy, reason, ticket, notify }),
    () => onClose(true),
  );
  const { fault } = submission;
  const name = firstName(customer.name, customer.email);
  const choose = (id: string) => {
    const chosen = refundable.find((candidate) => candidate.id === id) ?? first;
    setPayment(chosen);
    setAmount(moneyInput(chosen.refundable_minor, chosen.currency));
  };

  return (
    <Dialog
      title={`Refund ${customer.name || customer.email}`}
      about={<About payment={payment} />}
      onClose={() => onClose(false)}
    >
      {submission.needsIdentity ? (
        <ConfirmIdentity onDone={() => void submission.send()} onCancel={submission.cancelIdentity} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submission.send();
          }}
        >
          <div className="dialog-body">
            {refundable.length > 1 ? (
              <WhichPayment payments={refundable} chosen={payment.id} onChoose={choose} />
            ) : null}
            <div className="row amount">
              <Field
                label={`Amount, ${currency.toUpperCase()}`}
                inputMode="decimal"
                maxLength={20}
                value={amount}
                onChange={setAmount}
                fault={previewFault?.fields.amount ?? fault?.fields.amount}
              />
              <p className="small muted">
                of {money(payment.refundable_minor, currency)} still refundable ·{' '}
                <button
                  type="button"
                  className="link"
                  onClick={() => setAmount(moneyInput(Math.floor(payment.refundable_minor / 2), currency))}
                >
                  half
                </button>
              </p>
            </div>
            <Segments legend="The credits it bought" choices={POLICIES} value={policy} onChange={setPolicy} />
            <RefundEffect preview={preview} returned_minor={payment.refunded_minor} isStale={isStale} />
            <div className="row why">
              <Field
                label="Reason"
                maxLength={500}
                value={reason}
                onChange={setReason}
                fault={fault?.fields.reason}
              />
              <Field
                label="Ticket"
                optional
                maxLength={100}
                value={ticket}
                onChange={setTicket}
                fault={fault?.fields.ticket}
              />
            </div>
            <Tick label={`Tell ${name} by mail`} value={notify} onChange={setNotify} />
            {fault && Object.keys(fault.fields).length === 0 ? (
              <p className="fault small">{fault.message}</p>
            ) : null}
          </div>
          <div className="dialog-foot">
            <Limit preview={preview} currency={currency} />
            <span className="row">
              <button type="button" className="btn" onClick={() => onClose(false)}>
                Not now
              </button>
              <button
                type="submit"
                className="btn danger"
                disabled={submission.isSending || isStale || !isPossible(preview)}
              >
                Refund {preview ? money(preview.amount_minor, currency) : ''} to {name}
              </button>
            </span>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function isPossible(preview: Json<RefundPreview> | undefined): boolean {
  return (
    preview !== undefined && preview.amount_minor > 0 && preview.within_limit && preview.blocked === null
  );
}

function About({ payment }: { payment: Payment }): React.ReactElement {
  const earlier =
    payment.refunded_minor > 0 ? ` ${money(payment.refunded_minor, payment.currency)} went back before.` : '';
  const what = payment.description || 'Payment';
  return (
    <>
      {what}, {day(payment.created_at)}, {money(payment.amount_minor, payment.currency)} on{' '}
      {card(payment.card_brand, payment.card_last4)}.{earlier}
    </>
  );
}

function Limit({
  preview,
  currency,
}: {
  preview: Json<RefundPreview> | undefined;
  currency: string;
}): React.ReactElement {
  if (!preview) return <span />;
  if (preview.blocked !== null)
    return <span className="small down">Refunds are blocked: {preview.blocked}</span>;
  const { a_time_minor, left_today_minor } = preview.limit;
  const limit = money(Math.min(a_time_minor, left_today_minor ?? a_time_minor), currency);
  if (preview.within_limit) return <span className="small muted">Within your limit of {limit}</span>;
  const others = preview.who_may.map(words).join(' or ');
  return (
    <span className="small down">
      Above your limit of {limit}. {others ? `Ask ${others}.` : 'Nobody may refund this much at once.'}
    </span>
  );
}

interface WhichProps {
  readonly payments: readonly Payment[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

function WhichPayment({ payments, chosen, onChoose }: WhichProps): React.ReactElement {
  return (
    <label className="field">
      <span>Payment</span>
      <select className="input" value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {payments.map((payment) => (
          <option key={payment.id} value={payment.id}>
            {day(payment.created_at)}: {payment.description || 'Payment'},{' '}
            {money(payment.amount_minor, payment.currency)}
          </option>
        ))}
      </select>
    </label>
  );
}
