import type { BasePropertyJSON, RecordJSON } from 'adminjs';
import React from 'react';
import { Link } from 'react-router-dom';
import type { CellFormat } from '../cell-format.js';
import { Change } from '../parts/change.js';
import { card, change, credits, money, words } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { recordAddress } from '../parts/office.js';
import { columnOf } from '../parts/resources.js';
import { State } from '../parts/states.js';

const NONE = <span className="muted">–</span>;

/** One value of a record, as its column says it is written. */
export function Cell({
  property,
  record,
}: {
  property: BasePropertyJSON;
  record: RecordJSON;
}): React.ReactNode {
  const value: unknown = record.params[property.propertyPath];
  const { format } = columnOf(property);
  if (format?.kind === 'change') return <Change before={record.params[format.before]} after={value} />;
  if (value === null || value === undefined || value === '') return NONE;
  const named = record.populated[property.propertyPath];
  if (named && property.reference) return <Named record={named} resource={property.reference} />;
  if (property.reference) return <span className="mono">{shortId(String(value))}</span>;
  return format ? write(format, value, record) : String(value);
}

/** Figures stand at the right. */
export function isFigure(format: CellFormat | undefined): boolean {
  return format?.kind === 'credits' || format?.kind === 'whole-credits' || format?.kind === 'money';
}

function write(
  format: Exclude<CellFormat, { kind: 'change' }>,
  value: unknown,
  { params }: RecordJSON,
): React.ReactNode {
  switch (format.kind) {
    case 'moment':
      return <Moment at={String(value)} />;
    case 'credits':
      return format.signed ? change(Number(value)) : credits(Number(value));
    case 'whole-credits':
      return Number(value).toLocaleString('en-US');
    case 'money':
      return money(Number(value), String(params[format.currency]));
    case 'state':
      return <State of={format.of} value={String(value)} />;
    case 'code':
      return <span className="mono">{String(value)}</span>;
    case 'card':
      return <span className="nowrap">{card(params[format.brand], value)}</span>;
    case 'yes-no':
      return value === true || value === 'true' ? 'Yes' : 'No';
    case 'words':
      return words(String(value));
    case 'text':
      return <div className="typed">{String(value)}</div>;
    case 'json':
      return <pre className="json">{pretty(String(value))}</pre>;
  }
}

function Named({ record, resource }: { record: RecordJSON; resource: string }): React.ReactNode {
  const title = String(record.title || record.params.email || shortId(record.id));
  return resource === 'operators' ? title : <Link to={recordAddress(resource, record.id)}>{title}</Link>;
}

function shortId(id: string): string {
  return id.length > 12 ? `…${id.slice(-8)}` : id;
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
