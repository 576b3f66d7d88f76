import type { ErrorRequestHandler } from 'express';
import { DomainError } from '../../src/platform/errors.js';
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
    const known = error instanceof Refusal || error instanceof DomainError || status === 413;
    const message = known ? (error as Error).message : FALLBACK[status === 500 ? 500 : 400];
    res.status(status).json({ notice: { type: 'error', message } });
  };
}

const FALLBACK = {
  400: 'This request cannot be read.',
  500: 'Something went wrong here. It was noted; try again in a moment.',
} as const;

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  if (error instanceof DomainError) return 422;
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
