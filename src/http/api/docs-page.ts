import type { oas31 } from 'zod-openapi';
import type { ApiDocument } from './openapi.js';

/** One call as the page shows it. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: Field[];
  body: Field[];
  /** A request to paste into a terminal, and what it answers. */
  request: string;
  answer: string;
  refusals: { status: string; codes: string }[];
}

interface Field {
  name: string;
  where: string;
  type: string;
  required: boolean;
  description: string;
}

type Schema = oas31.SchemaObject & { $ref?: string };

/** The page's view of the document, in the document's order. `base` is the API's full address. */
export function operationsOf(document: ApiDocument, base: string): Operation[] {
  const resolve = resolverOf(document);
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post'] as const).flatMap((method) => {
      const operation = item[method];
      return operation ? [operationView({ method, path, operation, resolve, base })] : [];
    }),
  );
}

type Resolve = (schema: unknown) => Schema;

function resolverOf(document: ApiDocument): Resolve {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  return (schema) => {
    const { $ref } = schema as Schema;
    return ($ref === undefined ? schema : schemas[$ref.split('/').at(-1) ?? '']) as Schema;
  };
}

function operationView({
  method,
  path,
  operation,
  resolve,
  base,
}: {
  method: 'get' | 'post';
  path: string;
  operation: oas31.OperationObject;
  resolve: Resolve;
  base: string;
}): Operation {
  const parameters = (operation.parameters ?? []) as oas31.ParameterObject[];
  const body = operation.requestBody as oas31.RequestBodyObject | undefined;
  const bodySchema = body && resolve(body.content['application/json']?.schema);
  const responses = Object.entries(operation.responses ?? {}) as [string, oas31.ResponseObject][];
  const success = responses.find(([status]) => status.startsWith('20'))?.[1];
  const answer = exampleOf(success?.content?.['application/json']?.schema, resolve);
  return {
    id: operation.operationId ?? path,
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? '',
    description: (operation.description ?? '').replaceAll('`', ''),
    parameters: parameters.map((parameter) => ({
      ...fieldView(parameter.name, resolve(parameter.schema)),
      where: parameter.in,
      required: parameter.required ?? false,
    })),
    body: bodySchema ? bodyFields(bodySchema, resolve) : [],
    request: curl({
      method,
      url: base + path + queryOf(parameters, resolve),
      keyed: parameters.some(({ name }) => name === 'Idempotency-Key'),
      body: bodySchema && exampleOf(bodySchema, resolve),
    }),
    answer: JSON.stringify(answer, null, 2),
    refusals: responses
      .filter(([status]) => !status.startsWith('2'))
      .map(([status, { description }]) => ({ status, codes: description.replaceAll('`', '') })),
  };
}

/** The members of a body; those of a list's items stand below the list. */
function bodyFields(schema: Schema, resolve: Resolve, within = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const found = resolve(member);
    const field = {
      ...fieldView(within + name, found),
      where: 'body',
      required: schema.required?.includes(name) ?? false,
    };
    return found.items ? [field, ...bodyFields(resolve(found.items), resolve, `${name}[].`)] : [field];
  });
}

function fieldView(name: string, schema: Schema): Pick<Field, 'name' | 'type' | 'description'> {
  const type =
    schema.format ?? (Array.isArray(schema.type) ? schema.type.join(' or ') : schema.type) ?? 'value';
  return { name, type, description: schema.description ?? '' };
}

/** What must be in the query. */
function queryOf(parameters: readonly oas31.ParameterObject[], resolve: Resolve): string {
  const needed = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const pairs = needed.map(({ name, schema }) => `${name}=${exampleOf(schema, resolve)}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function curl({
  method,
  url,
  keyed,
  body,
}: {
  method: string;
  url: string;
  keyed: boolean;
  body: unknown;
}): string {
  return [
    `curl "${url.replace('{id}', '$ID')}"`,
    '-H "Authorization: Bearer $QUICKSCALE_KEY"',
    ...(keyed ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...(method === 'post' ? [`--json '${JSON.stringify(body)}'`] : []),
  ].join(' \\\n  ');
}

/** A value that the schema allows: what it names itself, else a plain one of its type. */
function exampleOf(schema: unknown, resolve: Resolve): unknown {
  if (schema === undefined) return undefined;
  const found = resolve(schema);
  if (found.example !== undefined) return found.example;
  if (found.default !== undefined) return found.default;
  if (found.enum) return found.enum[0];
  if (found.anyOf) return exampleOf(found.anyOf[0], resolve);
  if (found.type === 'array') return [exampleOf(found.items, resolve)];
  if (found.type === 'object') {
    return Object.fromEntries(
      Object.entries(found.properties ?? {}).map(([name, each]) => [name, exampleOf(each, resolve)]),
    );
  }
  return PLAIN[found.format ?? ''] ?? PLAIN[String(found.type)] ?? null;
}

const PLAIN: Readonly<Record<string, unknown>> = {
  'date-time': '2026-11-23T12:00:00.000Z',
  email: 'ada@example.com',
  string: 'text',
  integer: 1,
  number: 1,
  boolean: false,
};
