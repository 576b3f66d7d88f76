import type { ErrorRequestHandler } from 'express';
import { DomainError, InvalidInput, NotFound } from '../../src/platform/errors.js';
import type { Logger } from '../../src/platform/log.js';

/** A request that the guard does not let through; `message` is for the operator to read. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 415,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Answers every error as JSON with a notice in AdminJS's form; what nobody foresaw is logged and not told. */
export function answerRefusals(log: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error);
    const status = statusOf(error);
    if (status === 500) log.error({ err: error }, 'back office request failed');
    const known = error instanceof Refusal || error instanceof DomainError;
    const message = known
      ? (error as Error).message
      : FALLBACK[status === 500 || status === 413 ? status : 400];
    res.status(status).json({ notice: { type: 'error', message }, ...particulars(error) });
  };
}

/** What a page may act on: the stable code, which field is at fault for which reason, and where to mend it. */
function particulars(error: unknown): object {
  if (!(error instanceof DomainError)) return {};
  const { product_id } = error.details;
  return {
    code: error.code,
    ...(error instanceof InvalidInput ? { fields: error.fields } : {}),
    ...(product_id ? { product_id } : {}),
  };
}

const FALLBACK = {
  400: 'This request cannot be read.',
  413: 'This is too large.',
  500: 'Something went wrong here. It was noted; try again in a moment.',
} as const;

const STATUS: Readonly<Record<string, number>> = {
  forbidden: 403,
  reauthentication_required: 403,
  needs_approval: 403,
  idempotency_key_reused: 409,
  plan_changed_meanwhile: 409,
  too_many_attempts: 429,
};

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  if (error instanceof DomainError) return error instanceof NotFound ? 404 : (STATUS[error.code] ?? 422);
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
