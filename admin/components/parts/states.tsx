import React from 'react';
import type { StateKind } from '../cell-format.js';
import { words } from './format.js';

type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

const STATES: Readonly<Record<StateKind, Readonly<Record<string, readonly [word: string, tone: Tone]>>>> = {
  user: { active: ['Active', 'good'], closed: ['Closed', 'quiet'] },
  payment: {
    succeeded: ['Paid', 'good'],
    pending: ['Pending', 'warn'],
    failed: ['Declined', 'bad'],
    partly_refunded: ['Partly refunded', 'info'],
    refunded: ['Refunded', 'info'],
    disputed: ['Disputed', 'bad'],
    dispute_lost: ['Dispute lost', 'bad'],
  },
  refund: {
    requested: ['Asked for', 'warn'],
    pending: ['On its way', 'warn'],
    requires_action: ['Needs the customer', 'warn'],
    succeeded: ['Refunded', 'good'],
    failed: ['Failed', 'bad'],
    canceled: ['Cancelled', 'quiet'],
  },
  subscription: {
    trialing: ['On trial', 'info'],
    active: ['Active', 'good'],
    past_due: ['Past due', 'bad'],
    unpaid: ['Unpaid', 'bad'],
    paused: ['Paused', 'warn'],
    incomplete: ['First payment open', 'warn'],
    incomplete_expired: ['Never began', 'quiet'],
    canceled: ['Ended', 'quiet'],
  },
  dispute: {
    warning_needs_response: ['Inquiry, needs an answer', 'bad'],
    warning_under_review: ['Inquiry, under review', 'warn'],
    warning_closed: ['Inquiry closed', 'quiet'],
    needs_response: ['Needs an answer', 'bad'],
    under_review: ['Under review', 'warn'],
    appeal_needs_response: ['Appeal, needs an answer', 'bad'],
    appeal_under_review: ['Appeal, under review', 'warn'],
    won: ['Won', 'good'],
    lost: ['Lost', 'bad'],
    prevented: ['Prevented', 'quiet'],
  },
  event: {
    received: ['Waiting', 'warn'],
    processed: ['Processed', 'good'],
    ignored: ['Not needed', 'quiet'],
    failed: ['Failed, will retry', 'warn'],
    dead: ['Given up', 'bad'],
  },
  operation: {
    pending: ['Waiting', 'warn'],
    sent: ['Sent', 'info'],
    succeeded: ['Done', 'good'],
    failed: ['Failed', 'bad'],
    unknown: ['Being clarified', 'warn'],
  },
  discrepancy: { open: ['Open', 'warn'], fixed: ['Fixed', 'good'], dismissed: ['Dismissed', 'quiet'] },
  grant: { open: ['Open', 'good'], used: ['Used up', 'quiet'], expired: ['Expired', 'quiet'] },
  override: { active: ['Holds', 'warn'], ended: ['Ended', 'quiet'] },
  mail: { queued: ['Waiting', 'warn'], sent: ['Sent', 'good'], failed: ['Failed', 'bad'] },
  message: { open: ['Open', 'warn'], answered: ['Answered', 'good'] },
  policy: {
    unused: ['Unspent taken back', 'quiet'],
    full: ['All taken back', 'quiet'],
    keep: ['Left', 'quiet'],
  },
};

/** A state as word, dot and colour together. */
export function State({ of, value }: { of: StateKind; value: string }): React.ReactElement {
  const [word, tone] = STATES[of][value] ?? [words(value), 'quiet'];
  return <span className={`chip ${tone}${of === 'policy' ? ' plain' : ''}`}>{word}</span>;
}

export function stateWord(of: StateKind, value: string): string {
  return STATES[of][value]?.[0] ?? words(value);
}
