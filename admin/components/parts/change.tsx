import React from 'react';
import { words } from './format.js';

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

function linesOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Line[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => ({ name, before: text(before[name]), after: text(after[name]) }))
    .filter((line) => line.before !== line.after);
}

function plain(value: unknown): Readonly<Record<string, unknown>> {
  const parsed = typeof value === 'string' ? parse(value) : value;
  return parsed !== null && typeof parsed === 'object' ? (parsed as Record<string, unknown>) : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value.toLocaleString('en-US');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
