import type { Call } from './call.js';
import { invalidRequest } from './errors.js';
import type { FormValue } from './form.js';

const LEVELS_MAX = 4;

type Node = Record<string, unknown>;

/** Fields that Stripe leaves out unless asked for, by `<object>.<field>`. */
export type Includables = Record<string, (call: Call, node: Node) => Promise<unknown>>;

/** Checks the `expand` parameter's shape. Throws as Stripe does. */
export function expandPaths(value: FormValue | undefined): string[] {
  if (value === undefined || value === '') return [];
  const paths = Array.isArray(value) ? value : [value];
  if (!paths.every((path) => typeof path === 'string'))
    throw invalidRequest('Invalid array', { param: 'expand' });
  return paths;
}

/** Replaces ids, and lists of them, by the objects they name, along each path such as `data.latest_charge.balance_transaction`. */
export async function expand(
  call: Call,
  answer: object,
  paths: string[],
  includables: Includables,
): Promise<object> {
  if (paths.length === 0) return answer;
  const copy = structuredClone(answer) as Node;
  for (const path of paths) {
    const parts = path.split('.');
    const levels = parts.filter((part) => part !== 'data').length;
    if (levels > LEVELS_MAX) {
      throw invalidRequest(`You cannot expand more than ${LEVELS_MAX} levels of a property (${path}).`, {
        param: 'expand',
      });
    }
    await expandPath(call, copy, parts, path, includables);
  }
  return copy;
}

async function expandPath(call: Call, root: Node, parts: string[], path: string, includables: Includables) {
  let nodes = [root];
  for (const part of parts) {
    await include(call, nodes, part, includables);
    await replaceIds(call, nodes, part, path);
    nodes = nodes.flatMap((node) => node[part]).filter(isNode);
  }
}

async function include(call: Call, nodes: Node[], part: string, includables: Includables): Promise<void> {
  for (const node of nodes) {
    const loader = includables[`${String(node.object)}.${part}`];
    if (loader && node[part] === undefined) node[part] = await loader(call, node);
  }
}

async function replaceIds(call: Call, nodes: Node[], part: string, path: string): Promise<void> {
  const ids = nodes.flatMap((node) => node[part]).filter((value) => typeof value === 'string');
  const found = await documents(call, ids);
  const whole = (value: unknown) => (typeof value === 'string' ? structuredClone(found.get(value)) : value);
  for (const node of nodes) {
    const value = node[part];
    const expandable = value === null || typeof value === 'object' || found.has(value as string);
    if (!expandable) throw cannotExpand(path, node);
    node[part] = Array.isArray(value) ? value.map(whole) : whole(value);
  }
}

async function documents(call: Call, ids: string[]): Promise<Map<string, unknown>> {
  if (ids.length === 0) return new Map();
  const sql = 'select id, doc from objects where id = any($1)';
  const { rows } = await call.tx.query<{ id: string; doc: unknown }>(sql, [ids]);
  return new Map(rows.map((row) => [row.id, row.doc]));
}

function cannotExpand(path: string, node: Node) {
  const hint = node.object === 'list' ? ` You may want to try expanding 'data.${path}' instead.` : '';
  return invalidRequest(`This property cannot be expanded (${path}).${hint}`, { param: 'expand' });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
