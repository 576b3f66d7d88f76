import type { RecordJSON } from 'adminjs';
import React, { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Empty, Loading } from '../parts/empty.js';
import { useRead } from '../parts/use-read.js';
import { useTitle } from '../parts/use-title.js';
import { RegisterDialog } from '../registration/register-dialog.js';
import { AdjustDialog } from './adjust-dialog.js';
import { AuditTab } from './audit-tab.js';
import { CreditFacts } from './credit-facts.js';
import { CustomerHeader } from './customer-header.js';
import { EndOverrideDialog } from './end-override-dialog.js';
import { LedgerTab } from './ledger-tab.js';
import { MailsTab } from './mails-tab.js';
import { OverrideDialog } from './override-dialog.js';
import { OverridesTab } from './overrides-tab.js';
import { PaymentsTab } from './payments-tab.js';
import { RefundDialog } from './refund-dialog.js';
import { SubscriptionDialogs } from './subscription-dialogs.js';
import { type SubscriptionAct, SubscriptionsTab } from './subscriptions-tab.js';
import { Tabs } from './tabs.js';
import { TimelineTab } from './timeline-tab.js';
import type { Override, Page, Payment, Subscription, Unregistered } from './types.js';
import { UndoDialog } from './undo-dialog.js';
import { useSettling } from './use-settling.js';
import { WriteOffDialog } from './write-off-dialog.js';

type Open =
  | { readonly dialog: 'adjust' }
  | { readonly dialog: 'refund'; readonly payment: Payment }
  | { readonly dialog: 'register'; readonly charge: Unregistered }
  | { readonly dialog: 'undo'; readonly adjustment_id: string }
  | { readonly dialog: 'write-off' }
  | { readonly dialog: 'override' }
  | { readonly dialog: 'subscription'; readonly act: SubscriptionAct; readonly subscription: Subscription }
  | { readonly dialog: 'end-override'; readonly override: Override }
  | undefined;

/** All that support needs of one customer, the credit status first and exactly as the customer sees it. */
export function CustomerPage({ id }: { id: string }): React.ReactElement {
  const { answer, fault, again } = useRead<{ record: RecordJSON; page: Page }>(
    `/resources/customers/records/${id}/show`,
  );
  const [open, setOpen] = useState<Open>();
  const [search, setSearch] = useSearchParams();
  const page = answer?.page;
  useSettling(page, again);
  useTitle(page && (page.customer.name || page.customer.email));
  if (!page) return <main className="page">{fault ? <Empty title={fault} /> : <Loading />}</main>;

  const refund = page.may.refund ? (payment: Payment) => setOpen({ dialog: 'refund', payment }) : undefined;
  const register = page.may.register
    ? (charge: Unregistered) => setOpen({ dialog: 'register', charge })
    : undefined;
  const mayAdjust = page.may.adjust_a_time !== null;
  const adjust = mayAdjust ? () => setOpen({ dialog: 'adjust' }) : undefined;
  const undo = mayAdjust ? (adjustment_id: string) => setOpen({ dialog: 'undo', adjustment_id }) : undefined;
  const mayWriteOff = page.may.write_off && page.balance.debt > 0;
  const writeOff = mayWriteOff ? () => setOpen({ dialog: 'write-off' }) : undefined;
  const change = page.may.change_subscription
    ? (act: SubscriptionAct, subscription: Subscription) =>
        setOpen({ dialog: 'subscription', act, subscription })
    : undefined;
  const tab = search.get('tab') ?? 'timeline';
  const close = (isDone: boolean) => {
    setOpen(undefined);
    if (isDone) again();
  };
  return (
    <main className="page">
      <CustomerHeader page={page} onAdjust={adjust} onRefund={refund} onWriteOff={writeOff} />
      <CreditFacts page={page} />
      <Tabs page={page} current={tab} onChange={(next) => setSearch({ tab: next }, { replace: true })} />
      {tab === 'timeline' ? (
        <TimelineTab page={page} onRefund={refund} onUndo={undo} onTab={(next) => setSearch({ tab: next })} />
      ) : null}
      {tab === 'credits' ? <LedgerTab id={id} /> : null}
      {tab === 'payments' ? <PaymentsTab page={page} onRefund={refund} onRegister={register} /> : null}
      {tab === 'subscriptions' ? <SubscriptionsTab page={page} onAct={change} /> : null}
      {tab === 'overrides' ? (
        <OverridesTab
          page={page}
          onStart={page.may.override.length > 0 ? () => setOpen({ dialog: 'override' }) : undefined}
          onEnd={(override) => setOpen({ dialog: 'end-override', override })}
        />
      ) : null}
      {tab === 'mails' ? <MailsTab mails={page.mails} /> : null}
      {tab === 'audit' ? <AuditTab lines={page.audit} /> : null}
      {open?.dialog === 'adjust' ? <AdjustDialog page={page} onClose={close} /> : null}
      {open?.dialog === 'refund' ? <RefundDialog page={page} first={open.payment} onClose={close} /> : null}
      {open?.dialog === 'register' ? (
        <RegisterDialog discrepancy_id={open.charge.discrepancy_id} onClose={close} />
      ) : null}
      {open?.dialog === 'write-off' ? <WriteOffDialog page={page} onClose={close} /> : null}
      {open?.dialog === 'subscription' ? <SubscriptionDialogs page={page} {...open} onClose={close} /> : null}
      {open?.dialog === 'override' ? <OverrideDialog page={page} onClose={close} /> : null}
      {open?.dialog === 'end-override' ? (
        <EndOverrideDialog page={page} override={open.override} onClose={close} />
      ) : null}
      {open?.dialog === 'undo' ? (
        <UndoDialog page={page} adjustment_id={open.adjustment_id} onClose={close} />
      ) : null}
    </main>
  );
}
