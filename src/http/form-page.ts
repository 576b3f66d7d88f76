import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { DomainError, InvalidInput } from '../platform/errors.js';
import { fieldFaults, problemOf } from './errors.js';

/** A page with one form: how it looks, what it takes, what it does. */
export type FormPage<Body extends z.ZodType> = {
  view: string;
  title: string;
  body: Body;
  /** Fields that come back as they were typed; never passwords. */
  keeps: readonly string[];
  /** Whatever else the page shows. */
  locals?: (req: Request, res: Response) => Record<string, unknown> | Promise<Record<string, unknown>>;
  /** Does it and answers, usually with a redirect. A DomainError is shown on the same page, at its field if it has one. */
  act: (input: z.output<Body>, req: Request, res: Response) => Promise<void>;
};

/** Not known yet what came of it: the form keeps its key, so that sending it again asks for the same and not for a second. */
const OPEN_STATUS = 503;

/** GET: the empty form, or filled in with `values`. */
export function showForm<Body extends z.ZodType>(page: FormPage<Body>): RequestHandler {
  return async (req, res) => renderForm(page, req, res, {});
}

/** POST: parse, act, and where something is wrong the same page with what was typed and why, as a 4xx. */
export function takeForm<Body extends z.ZodType>(page: FormPage<Body>): RequestHandler {
  return async (req, res) => {
    const typed = (req.body ?? {}) as Record<string, unknown>;
    const values = Object.fromEntries(page.keeps.map((name) => [name, plain(typed[name])]));
    try {
      const parsed = page.body.safeParse(typed);
      if (!parsed.success) throw new InvalidInput(fieldFaults(parsed.error));
      await page.act(parsed.data, req, res);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { status, code, message, details } = problemOf(error);
      if (typeof details.retry_after_s === 'number') res.set('Retry-After', String(details.retry_after_s));
      res.status(status);
      const errors = error instanceof InvalidInput ? error.fields : {};
      const problem = error instanceof InvalidInput ? undefined : message;
      const attempt = status === OPEN_STATUS ? plain(typed.attempt) || undefined : undefined;
      await renderForm(page, req, res, { values, errors, problem, problem_code: code, attempt });
    }
  };
}

async function renderForm<Body extends z.ZodType>(
  page: FormPage<Body>,
  req: Request,
  res: Response,
  state: Record<string, unknown>,
): Promise<void> {
  const locals = { values: {}, errors: {}, ...(await page.locals?.(req, res)), ...withoutEmpty(state) };
  res.render(page.view, { title: page.title, narrow: true, ...locals });
}

function withoutEmpty(state: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));
}

/** A field sent twice comes as a list: its first value is shown again. */
function plain(value: unknown): string {
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.slice(0, 1000) : '';
}
