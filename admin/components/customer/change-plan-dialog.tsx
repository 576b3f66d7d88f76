import React, { useState } from 'react';
import type { PlanChangePreview } from '../../../src/billing/index.js';
import { Choice } from '../dialog/fields.js';
import { usePreview } from '../dialog/use-preview.js';
import { credits, day, money } from '../parts/format.js';
import { Consequences, SubscriptionDialog } from './subscription-dialog.js';
import type { Json, Page, Subscription } from './types.js';

interface Props {
  readonly page: Page;
  readonly subscription: Subscription;
  readonly onClose: (isDone: boolean) => void;
}

type Preview = Json<PlanChangePreview>;

/** Another plan: now where it is more, with the period's end where it is less; money and credits by Stripe's own preview. */
export function ChangePlanDialog({ page, subscription, onClose }: Props): React.ReactElement {
  const offers = offersOf(page, subscription);
  const [chosen, setChosen] = useState(offers[0]?.id ?? '');
  const offer = offers.find(({ id }) => id === chosen);
  const { preview, fault, isStale } = usePreview<Preview>(
    `/resources/customers/records/${page.customer.id}/previewPlan`,
    offer ? { price_id: offer.id } : undefined,
  );
  const isNow = offer?.timing === 'now';
  return (
    <SubscriptionDialog
      page={page}
      title={`Change ${subscription.plan}`}
      about={
        isNow
          ? 'Made now: a new period begins. If the payment is declined, nothing else is different.'
          : 'Made when the period ends; it can be undone until then.'
      }
      button={buttonOf(preview, isStale, isNow)}
      shown={(preview?.subscription ?? subscription).version}
      change={{ act: 'change', price_id: offer?.id ?? '', timing: offer?.timing ?? 'now' }}
      isReady={offer !== undefined && preview !== undefined && !isStale && fault === undefined}
      onClose={onClose}
    >
      <Choice
        label="To"
        choices={offers.map(({ id, name, unit_amount_minor, currency, billing_interval }) => [
          id,
          `${name}, ${money(unit_amount_minor, currency)} a ${billing_interval}`,
        ])}
        value={chosen}
        onChange={setChosen}
        fault={fault?.message}
      />
      <Consequences rows={preview && consequences(preview)} isStale={isStale} />
    </SubscriptionDialog>
  );
}

function offersOf({ subscriptions: { plans } }: Page, { price_id }: Subscription) {
  return (plans?.products ?? [])
    .flatMap(({ name, offers }) => offers.map((offer) => ({ ...offer, name })))
    .filter(({ id }) => id !== price_id);
}

function buttonOf(preview: Preview | undefined, isStale: boolean, isNow: boolean): string {
  if (!preview || isStale) return 'Change the plan';
  if (!isNow) return `Change it on ${day(preview.takes_place)}`;
  return `Change it now for ${money(preview.charged_now_minor, preview.to.currency)}`;
}

function consequences(preview: Preview) {
  const { to, takes_place, charged_now_minor, credits_now, credits_left, calls_off } = preview;
  const { next_renewal, next_renewal_minor } = preview;
  const isNow = to.timing === 'now';
  const isBought = credits_now > 0;
  const discount = preview.subscription.discounted ? ' before any discount' : '';
  return [
    ['Takes place', isNow ? 'now' : day(takes_place)],
    ['Charged now', money(charged_now_minor, to.currency)],
    ['Credits given now', credits(credits_now)],
    [
      isBought ? 'Left of the old, becomes pay-as-you-go' : 'Left of the old, gone with their period',
      credits(credits_left),
    ],
    ['Next renewal', `${day(next_renewal)}, ${money(next_renewal_minor, to.currency)}${discount}`],
    ['Called off with it', CALLED_OFF[calls_off ?? 'nothing']],
  ] as const;
}

const CALLED_OFF: Readonly<Record<'end' | 'change' | 'nothing', string | undefined>> = {
  end: 'the end of the plan',
  change: 'the change that waits',
  nothing: undefined,
};
