import { InsufficientCredits } from '../../credits/index.js';
import { DomainError, InvalidInput } from '../../platform/errors.js';
import type { runService } from '../../services/index.js';
import { problemOf } from '../errors.js';

/** What became of one run: a result, or why there is none. Amounts in hundredths. */
export interface ServiceOutcome {
  status: number;
  error?: string;
  problem?: string;
  href?: string;
  action?: string;
  summary?: string;
  facts?: readonly { label: string; value: string }[];
  image?: { address: string; width: number; height: number };
  cost?: number;
}

export function shownOutput({ spend, output }: Awaited<ReturnType<typeof runService>>): ServiceOutcome {
  const { summary, facts, image } = output;
  const shown = image && { address: dataUrl(image), width: image.width, height: image.height };
  return { status: 200, summary, facts, ...(shown ? { image: shown } : {}), cost: spend.amount };
}

/** A refusal as the page shows it: at the field, or with the way out. What is no refusal is thrown on. */
export function refusedOutcome(error: unknown): ServiceOutcome {
  if (!(error instanceof DomainError)) throw error;
  const { status, message } = problemOf(error);
  if (error instanceof InvalidInput) return { status, error: error.fields.input ?? message };
  if (error instanceof InsufficientCredits) {
    return { status, problem: message, href: '/pricing', action: 'Buy credits' };
  }
  return { status, problem: message };
}

function dataUrl({ media_type, data }: { media_type: string; data: Buffer }): string {
  return `data:${media_type};base64,${data.toString('base64')}`;
}
