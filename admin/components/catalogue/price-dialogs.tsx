import React, { useState } from 'react';
import { moneyInput } from '../../../src/platform/money.js';
import { Field, Segments } from '../dialog/fields.js';
import { CatalogueDialog } from './change-dialog.js';
import { KINDS, PriceFields, type PriceForm } from './price-fields.js';
import type { Price, ProductPage } from './types.js';
import { priceWords, subscriptions } from './words.js';

interface NewProps {
  readonly page: ProductPage;
  /** The price that the new one takes the place of. */
  readonly replaces: Price | undefined;
  readonly onClose: (isDone: boolean) => void;
}

/** A price of a product: another one beside those it has, or one in the place of another. */
export function NewPriceDialog({ page, replaces, onClose }: NewProps): React.ReactElement {
  const isFirstOfAll = page.prices.length === 0;
  const [isPlan, setPlan] = useState(page.kind === 'subscription');
  const [form, setForm] = useState<PriceForm>(formOf(replaces, isPlan));
  const choose = (kind: 'plan' | 'pack') => {
    setPlan(kind === 'plan');
    setForm({ ...form, billing_interval: kind === 'plan' ? 'month' : 'once' });
  };
  const wanted = {
    ...form,
    billing_interval: isPlan ? form.billing_interval : 'once',
    replaces: replaces?.id ?? null,
  };
  return (
    <CatalogueDialog
      record={`/resources/products/records/${page.id}`}
      actions={['previewPrice', 'addPrice']}
      title={replaces ? `Another amount than ${priceWords(replaces)}` : `Add a price to ${page.terms.name}`}
      about={
        replaces
          ? `Stripe changes no price’s amount: a new price takes its place and this one is archived. ${keeps(replaces)}`
          : 'It is on sale as soon as Stripe has it.'
      }
      button={replaces ? 'Replace the price' : 'Add the price'}
      change={form.amount.trim() === '' ? undefined : wanted}
      onClose={onClose}
      fields={(faults) => (
        <>
          {isFirstOfAll ? (
            <Segments
              legend="What it is"
              choices={KINDS}
              value={isPlan ? 'plan' : 'pack'}
              onChange={choose}
            />
          ) : null}
          <PriceFields form={form} onChange={setForm} faults={faults} isPlan={isPlan} isFirst />
          <Credits
            value={form.credit_amount}
            onChange={(credit_amount) => setForm({ ...form, credit_amount })}
            fault={faults.credit_amount}
          />
        </>
      )}
    />
  );
}

function formOf(replaces: Price | undefined, isPlan: boolean): PriceForm {
  const { nickname = '', currency = 'eur', billing_interval = isPlan ? 'month' : null } = replaces ?? {};
  return {
    nickname,
    currency: currency.toUpperCase(),
    billing_interval: billing_interval ?? 'once',
    amount: replaces ? moneyInput(replaces.unit_amount_minor, currency) : '',
    credit_amount: own(replaces),
  };
}

const own = (price: Price | undefined) => (price?.own_credits ? String(price.own_credits) : '');

function keeps({ live_subscriptions }: Price): string {
  if (live_subscriptions === 0) return 'Nobody has subscribed at it.';
  return `${subscriptions(live_subscriptions)} keep it and go on paying the old amount.`;
}

interface Props {
  readonly price: Price;
  readonly onClose: (isDone: boolean) => void;
}

const record = ({ id }: Price) => `/resources/prices/records/${id}`;

/** Name and credits of a price. */
export function ChangePriceDialog({ price, onClose }: Props): React.ReactElement {
  const [nickname, setNickname] = useState(price.nickname);
  const [credit_amount, setCredits] = useState(own(price));
  const change = {
    ...(nickname === price.nickname ? {} : { nickname }),
    ...(credit_amount === own(price) && price.offer.fault === null ? {} : { credit_amount }),
  };
  return (
    <CatalogueDialog
      record={record(price)}
      title={`Change ${priceWords(price)}`}
      about="Amount, currency and interval cannot be changed at Stripe: replace the price for another."
      button="Change the price"
      change={Object.keys(change).length > 0 ? change : undefined}
      onClose={onClose}
      fields={(faults) => (
        <>
          <Credits isFirst value={credit_amount} onChange={setCredits} fault={faults.credit_amount} />
          <Field
            label="Name of the price"
            optional
            maxLength={200}
            value={nickname}
            onChange={setNickname}
            fault={faults.nickname}
          />
        </>
      )}
    />
  );
}

/** Takes a price off sale, or puts it back. */
export function SellPriceDialog({ price, onClose }: Props): React.ReactElement {
  const { active } = price;
  return (
    <CatalogueDialog
      record={record(price)}
      title={active ? `Archive ${priceWords(price)}` : `Put ${priceWords(price)} back on sale`}
      about={
        active
          ? `Nobody new can buy it. ${price.live_subscriptions > 0 ? keeps(price) : ''}`
          : 'It can be bought again.'
      }
      button={active ? 'Archive the price' : 'Sell it again'}
      tone={active ? 'danger' : 'primary'}
      change={{ active: !active }}
      onClose={onClose}
    />
  );
}

interface CreditsProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly fault: string | undefined;
  readonly isFirst?: true;
}

function Credits(props: CreditsProps): React.ReactElement {
  return (
    <Field
      label="Credits of its own"
      optional
      inputMode="numeric"
      maxLength={12}
      hint="Without: as many as its product says."
      {...props}
    />
  );
}
