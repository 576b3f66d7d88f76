import express, { type Express, type Request, type Response } from 'express';
import { z } from 'zod';
import { invalidRequest, StripeApiError } from './errors.js';

type Method = 'delete' | 'get' | 'post';

/** Adds a call to the control surface: JSON in, JSON out, and refusals in the API's own words. */
export type Control = <S extends z.ZodType>(
  method: Method,
  path: string,
  body: S,
  run: (body: z.output<S>, id: string) => Promise<object>,
) => void;

/** Opens `/_sandbox` on a server. */
export function controlOf(app: Express): Control {
  app.use('/_sandbox', express.json());
  return (method, path, schema, run) => {
    app[method](`/_sandbox/${path}`, (request: Request<{ id?: string }>, response: Response) =>
      answer(response, () => run(parse(schema, request.body ?? {}), request.params.id ?? '')),
    );
  };
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw invalidRequest(z.prettifyError(result.error));
}

async function answer(response: Response, work: () => Promise<object>): Promise<void> {
  try {
    response.json(await work());
  } catch (error) {
    if (!(error instanceof StripeApiError)) throw error;
    response.status(error.status).json({ error: error.body });
  }
}
