import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import { NO_EVIDENCE } from '../objects/dispute.js';
import { clearable, flag, mergeMetadata, metadata } from '../params.js';
import { route } from '../route.js';
import { lock, save } from '../store.js';
import { moveDispute } from './disputes.js';

type Dispute = Stripe.Dispute;
type Status = Stripe.Dispute.Status;

const { enhanced_evidence: _, ...TEXTS } = NO_EVIDENCE;
const evidence = z.partialRecord(z.enum(Object.keys(TEXTS) as [keyof typeof TEXTS]), clearable);
const UpdateParams = z.strictObject({
  evidence: evidence.optional(),
  metadata: metadata.optional(),
  submit: flag.default(true),
});

const REVIEWS: Partial<Record<Status, Status>> = {
  needs_response: 'under_review',
  warning_needs_response: 'warning_under_review',
  appeal_needs_response: 'appeal_under_review',
};
/** Texts in `uncategorized_text` by which Stripe's sandbox decides at once: https://docs.stripe.com/testing#disputes */
const VERDICTS: Record<string, Status> = { winning_evidence: 'won', losing_evidence: 'lost' };

/** The shop answers the bank: a draft, or for good. */
async function update(call: Call, params: z.output<typeof UpdateParams>, id: string): Promise<Dispute> {
  const before = await lock(call, 'dispute', id);
  const submits = params.evidence !== undefined && params.submit;
  if (submits && !REVIEWS[before.status])
    throw invalidRequest('This dispute has already been answered or closed.', { param: 'evidence' });
  const dispute = await save(call, {
    ...before,
    evidence: { ...before.evidence, ...params.evidence } as Dispute['evidence'],
    evidence_details: {
      ...before.evidence_details,
      has_evidence: before.evidence_details.has_evidence || params.evidence !== undefined,
      submission_count: before.evidence_details.submission_count + (submits ? 1 : 0),
      submission_method: submits ? 'manual' : before.evidence_details.submission_method,
    },
    metadata: mergeMetadata(before.metadata, params.metadata),
  } satisfies Dispute);
  if (submits) return answered(call, dispute);
  await emit(call, 'charge.dispute.updated', dispute, before);
  return dispute;
}

async function answered(call: Call, { id, evidence: given, status }: Dispute): Promise<Dispute> {
  const reviewed = await moveDispute(call, id, REVIEWS[status] ?? status);
  const verdict = VERDICTS[given.uncategorized_text ?? ''];
  return verdict ? moveDispute(call, id, verdict) : reviewed;
}

/** The shop gives in. */
async function close(call: Call, _params: object, id: string): Promise<Dispute> {
  const { status } = await lock(call, 'dispute', id);
  if (!REVIEWS[status]) throw invalidRequest('This dispute has already been answered or closed.');
  return moveDispute(call, id, status === 'warning_needs_response' ? 'warning_closed' : 'lost');
}

export const disputeTimers = {
  /** Nobody answered in time: the bank takes its own side. An inquiry only lapses. */
  'dispute.evidence_due': async (call: Call, id: string) => {
    const before = await lock(call, 'dispute', id);
    if (before.status !== 'needs_response' && before.status !== 'warning_needs_response') return;
    await save(call, { ...before, evidence_details: { ...before.evidence_details, past_due: true } });
    await moveDispute(call, id, before.status === 'needs_response' ? 'lost' : 'warning_closed');
  },
};

export const disputeActionRoutes = [
  route('post', '/v1/disputes/:id', UpdateParams, update),
  route('post', '/v1/disputes/:id/close', z.strictObject({}), close),
];
