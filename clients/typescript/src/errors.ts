import type { operations } from './schema.js';
import type { Schemas } from './types.js';

type Problem = Schemas['Problem'];

type ProblemOf<Answer> = Answer extends { content: { 'application/problem+json': infer Refusal } }
  ? Refusal
  : never;
type Refusals<Name extends keyof operations> = ProblemOf<
  operations[Name]['responses'][keyof operations[Name]['responses']]
>;
type Documented = { [Name in keyof operations]: Refusals<Name> }[keyof operations]['code'];

/** Decide by this. `unreachable`: no answer came, and what was asked may or may not have been done. */
export type ErrorCode = Documented | 'unreachable' | 'unexpected_answer';

/** The API refused, or could not be reached after all attempts. */
export class QuickScaleError extends Error {
  readonly code: ErrorCode;
  /** HTTP's; undefined where no answer came. */
  readonly status: number | undefined;
  /** What the code brings along, as `needed` and `available` with insufficient_credits, or `fields` with invalid_request. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Tell it to QuickScale's support. */
  readonly requestId: string | undefined;

  constructor(message: string, { code, status, members = {}, requestId, cause }: Details) {
    super(message, { cause });
    this.name = 'QuickScaleError';
    this.code = code;
    this.status = status;
    this.members = members;
    this.requestId = requestId;
  }
}

interface Details {
  code: ErrorCode;
  status?: number;
  members?: Readonly<Record<string, unknown>>;
  requestId?: string;
  cause?: unknown;
}

/** What an answer that is no success says; something on the way may have answered instead of the API. */
export function refusal(status: number, body: unknown): QuickScaleError {
  if (!isProblem(body))
    return new QuickScaleError(`The answer was ${status}, and no problem document.`, {
      code: 'unexpected_answer',
      status,
    });
  const { type: _, title, detail, code, status: _same, request_id: requestId, ...members } = body;
  return new QuickScaleError(detail || title, { code: code as ErrorCode, status, members, requestId });
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && typeof (body as Problem).code === 'string';
}
