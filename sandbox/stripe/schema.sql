-- The simulated Stripe's own database. Applied at every start, so each statement must be repeatable.

-- Every Stripe object, events included. `doc` is what the API answers; `hidden` is what Stripe knows and never shows.
create table if not exists objects (
  seq bigint generated always as identity primary key,
  id text not null unique,
  type text not null,
  created bigint not null,
  deleted boolean not null default false,
  doc jsonb not null,
  hidden jsonb not null default '{}',
  customer text generated always as (doc ->> 'customer') stored,
  payment_intent text generated always as (doc ->> 'payment_intent') stored,
  charge text generated always as (doc ->> 'charge') stored
);
create index if not exists objects_newest on objects (type, created desc, seq desc);
create index if not exists objects_by_customer on objects (type, customer, created desc, seq desc) where customer is not null;
create index if not exists objects_by_payment_intent on objects (type, payment_intent, created desc, seq desc) where payment_intent is not null;
create index if not exists objects_by_charge on objects (type, charge, created desc, seq desc) where charge is not null;
create index if not exists objects_by_setup_intent on objects ((doc ->> 'setup_intent')) where type = 'checkout.session';
create index if not exists objects_by_email on objects ((doc #>> '{email}')) where type = 'customer';
create index if not exists objects_by_invoiced_intent on objects ((doc #>> '{payment,payment_intent}')) where type = 'invoice_payment';
create index if not exists objects_by_invoice on objects ((doc #>> '{invoice}')) where type = 'invoice_payment';
create index if not exists objects_by_subscription on objects ((doc #>> '{parent,subscription_details,subscription}')) where type = 'invoice';
create index if not exists objects_by_metadata on objects using gin ((doc -> 'metadata') jsonb_path_ops);

-- The first answer to each idempotency key; `created` is simulated time, which is what keys expire by.
create table if not exists idempotency_keys (
  key text primary key,
  fingerprint text not null,
  status integer not null,
  body jsonb not null,
  request_id text not null,
  created bigint not null
);

-- One row per event and endpoint. Times are real, not simulated: they pace the retries.
create table if not exists webhook_deliveries (
  id bigint generated always as identity primary key,
  event text not null,
  endpoint text not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed', 'dropped')),
  attempts integer not null default 0,
  due_at timestamptz not null default clock_timestamp(),
  leased_until timestamptz,
  last_status integer,
  last_error text,
  created_at timestamptz not null default clock_timestamp()
);
create index if not exists webhook_deliveries_due on webhook_deliveries (due_at) where status = 'pending';
create index if not exists webhook_deliveries_by_event on webhook_deliveries (event);

-- What will happen by itself later, in simulated seconds: a session expires, a refund settles or fails.
create table if not exists timers (
  id bigint generated always as identity primary key,
  due bigint not null,
  kind text not null,
  object text not null
);
create index if not exists timers_due on timers (due, id);

-- Faults switched on through /_sandbox/faults; `remaining` null means until switched off.
create table if not exists faults (
  id bigint generated always as identity primary key,
  fault text not null,
  rate double precision not null default 1 check (rate > 0 and rate <= 1),
  remaining integer check (remaining >= 0),
  path text,
  method text
);
alter table faults drop constraint if exists faults_fault_check;
alter table faults add constraint faults_fault_check check (fault in (
  'duplicate', 'twin', 'reorder', 'drop', 'delay', '500', '500-before', '400', '429', 'cut', 'timeout', 'lag'));

create table if not exists settings (
  name text primary key,
  value jsonb not null
);
