import type { GrantSums, Part, PartKind } from './explanation.js';
import type { Flow } from './flows.js';
import { partInWords } from './words.js';

/** What the arithmetic must know of a grant. `lapsed`: its expiry counts, whether or not it is written down. */
export interface GrantFacts {
  id: string;
  expires_at: Date | null;
  lapsed: boolean;
}

/**
 * Where each part of a grant went, from the sums of its entries. What an entry takes out of available, held and frozen
 * together has left the grant; what only changes place among the three has not. What is available in a lapsed grant
 * has expired, though nobody has written it yet.
 */
export function sumGrant({ id, expires_at, lapsed }: GrantFacts, flows: readonly Flow[]): GrantSums {
  const available = total(flows, ({ amount }) => amount);
  const parts = flows.filter(({ kind }) => kind !== 'grant').map(partOf);
  if (lapsed && expires_at && available !== 0) parts.push(expiryOf(available, expires_at));
  return {
    id,
    amount: total(
      flows.filter(({ kind }) => kind === 'grant'),
      ({ amount }) => amount,
    ),
    parts: mergeParts(parts, byCause).sort(usesFirst),
    left: lapsed ? 0 : available,
    held: total(flows, ({ held }) => held),
    frozen: total(flows, ({ frozen }) => frozen),
  };
}

/** Grants as one: parts of one kind and service are told together. */
export function foldGrants(grants: readonly GrantSums[]): Omit<GrantSums, 'id'> {
  return {
    amount: total(grants, ({ amount }) => amount),
    parts: mergeParts(
      grants.flatMap(({ parts }) => parts),
      ({ kind, service }) => `${kind} ${service}`,
    ).sort(usesFirst),
    left: total(grants, ({ left }) => left),
    held: total(grants, ({ held }) => held),
    frozen: total(grants, ({ frozen }) => frozen),
  };
}

/** How all that is gone went, by kind alone. */
export function goneByKind(grants: readonly GrantSums[]): { kind: PartKind; amount: number }[] {
  return mergeParts(
    grants.flatMap(({ parts }) => parts),
    ({ kind }) => kind,
  )
    .sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind))
    .map(({ kind, amount }) => ({ kind, amount }));
}

/** The order in which they are told. */
const KINDS: readonly PartKind[] = [
  'spend',
  'reversal',
  'expiry',
  'return',
  'return_undone',
  'adjustment',
  'debt_repayment',
  'conversion',
  'release',
  'unfreeze',
];

/** Hundredths, summed. */
export function total<Row>(rows: readonly Row[], amountOf: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + amountOf(row), 0);
}

function partOf({ kind, amount, held, frozen, times, at, service, cause, cause_id, act }: Flow): Part {
  const gone = 0 - (amount + held + frozen);
  return named({
    kind: kind as PartKind,
    amount: gone,
    times,
    at,
    service,
    cause,
    cause_id,
    act,
    reference: null,
  });
}

function expiryOf(amount: number, at: Date): Part {
  const unknown = { service: null, cause_id: null, act: null, reference: null };
  return named({ kind: 'expiry', amount, times: 1, at, cause: 'expiry', ...unknown });
}

function named(part: Omit<Part, 'label'>): Part {
  return { ...part, label: partInWords(part) };
}

function byCause({ kind, service, cause, cause_id }: Part): string {
  return `${kind} ${service} ${cause} ${cause_id}`;
}

/** What nets to nothing has not gone anywhere. */
function mergeParts(parts: readonly Part[], keyOf: (part: Part) => string): Part[] {
  const merged = new Map<string, Part>();
  for (const part of parts) {
    const key = keyOf(part);
    const known = merged.get(key);
    merged.set(key, known ? joined(known, part) : part);
  }
  return [...merged.values()].filter(({ amount }) => amount !== 0);
}

function joined(one: Part, other: Part): Part {
  const same = one.cause_id === other.cause_id;
  return named({
    ...one,
    amount: one.amount + other.amount,
    times: one.times + other.times,
    at: later(one.at, other.at),
    cause_id: same ? one.cause_id : null,
    act: same ? one.act : null,
  });
}

function later(one: Date, other: Date): Date {
  return new Date(Math.max(one.getTime(), other.getTime()));
}

/** Services by what they took, what failed runs gave back, then the rest as it happened. */
function usesFirst(one: Part, other: Part): number {
  const place = ({ kind }: Part) => (kind === 'spend' ? 0 : kind === 'reversal' ? 1 : 2);
  if (place(one) !== place(other)) return place(one) - place(other);
  return one.kind === 'spend' ? other.amount - one.amount : one.at.getTime() - other.at.getTime();
}
