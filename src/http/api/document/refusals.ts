import { z } from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { problemDocument } from '../../error-answers.js';
import { problemOf } from '../../errors.js';
import { ProblemAnswer } from '../v1/answers.js';

type Documented = ReturnType<typeof problemDocument>;

const REQUEST_ID = '019a2f41-02f1-7d3a-9c55-71f0b8a6c911';

/**
 * What a call may be refused with, by status. Status, code, members and examples come from the errors themselves, through
 * the function that answers them: the document cannot say anything else than the API.
 */
export function refusals(...errors: unknown[]): Record<string, ZodOpenApiResponseObject> {
  const byStatus: Record<string, Documented[]> = {};
  for (const problem of errors.map((error) => problemDocument(problemOf(error), REQUEST_ID))) {
    byStatus[problem.status] = [...(byStatus[problem.status] ?? []), problem];
  }
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, problems]) => [status, responseOf(problems)]),
  );
}

function responseOf(problems: Documented[]): ZodOpenApiResponseObject {
  const codes = problems.map(({ code }) => code);
  const examples = Object.fromEntries(problems.map((value) => [value.code, { value }]));
  const schema = ProblemAnswer.and(z.looseObject({ code: z.enum(codes), ...membersOf(problems) }));
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    content: { 'application/problem+json': { schema, examples } },
  };
}

/** The members that only these problems have: surely there where one code is all that the status can mean. */
function membersOf(problems: Documented[]): Record<string, z.ZodType> {
  const known = Object.keys(ProblemAnswer.shape);
  const members = problems.flatMap((problem) => Object.entries(problem));
  return Object.fromEntries(
    members
      .filter(([name]) => !known.includes(name))
      .map(([name, value]) => {
        const schema = typeof value === 'number' ? z.number() : z.string();
        return [name, problems.length === 1 ? schema : schema.optional()];
      }),
  );
}
