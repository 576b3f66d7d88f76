import React from 'react';
import { money, words } from './format.js';

interface Line {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What an audited act changed, line by line: "available 2,090 → 1,440". Takes JSON or what it stands for. */
export function Change({ before, after }: { before: unknown; after: unknown }): React.ReactElement {
  const lines = linesOf(plain(before), plain(after));
  if (lines.length === 0) return <span className="muted">–</span>;
  return (
    <ul className="change">
      {lines.map(({ name, before: was, after: is }) => (
        <li key={name}>
          <span className="muted">{words(name)}</span>{' '}
          {was === undefined ? null : <span className="was">{was}</span>}
          {was !== undefined && is !== undefined ? ' → ' : null}
          {is}
        </li>
      ))}
    </ul>
  );
}

type Facts = Readonly<Record<string, unknown>>;

function linesOf(before: Facts, after: Facts): Line[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const currency = String(after.currency ?? before.currency ?? '');
  return names
    .filter((name) => name !== 'currency' || currency === '')
    .map((name) => ({
      name: name.replace(/_minor$/, ''),
      before: text(name, before[name], currency),
      after: text(name, after[name], currency),
    }))
    .filter((line) => (line.before ?? '0') !== (line.after ?? '0'));
}

function plain(value: unknown): Facts {
  const parsed = typeof value === 'string' ? parse(value) : value;
  return parsed !== null && typeof parsed === 'object' ? (parsed as Facts) : {};
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A figure whose name ends in its unit is money of the entry's currency. */
function text(name: string, value: unknown, currency: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') {
    return name.endsWith('_minor') && currency ? money(value, currency) : value.toLocaleString('en-US');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
