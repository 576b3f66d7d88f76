import type { z } from 'zod';
import type { Call } from './call.js';

export type PathIds = Record<string, string>;

/** One call of the API. Answers the object (or list, or deletion stub) before expansion. */
export interface Route {
  method: 'delete' | 'get' | 'post';
  /** An Express path, such as `/v1/customers/:id`. */
  path: string;
  params: z.ZodType;
  run(call: Call, params: unknown, ids: PathIds): Promise<object>;
}

/** Ties a parameter schema to the function that takes its output. */
export function route<S extends z.ZodType>(
  method: Route['method'],
  path: string,
  params: S,
  run: (call: Call, params: z.output<S>, id: string) => Promise<object>,
): Route {
  return {
    method,
    path,
    params,
    run: (call, parsed, ids) => run(call, parsed as z.output<S>, ids.id ?? ''),
  };
}
