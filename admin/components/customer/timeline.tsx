import React from 'react';
import { Link } from 'react-router-dom';
import { change, clock, day, fullMoment, money } from '../parts/format.js';
import { recordAddress } from '../parts/office.js';
import type { Page } from './types.js';

type Item = Page['timeline'][number];

interface Props {
  readonly items: readonly Item[];
  /** Absent where the operator may not. */
  readonly onUndo: ((adjustment_id: string) => void) | undefined;
}

/** Everything in the order in which it happened, the newest first, by days. */
export function Timeline({ items, onUndo }: Props): React.ReactElement {
  return (
    <ul className="timeline">
      {items.map((item, index) => {
        const heading = day(item.at);
        const isNewDay = index === 0 || heading !== day(items[index - 1]?.at ?? '');
        return (
          <React.Fragment key={item.key}>
            {isNewDay ? <li className="day xs muted">{relative(item.at) ?? heading}</li> : null}
            <li>
              <i className={item.kind} />
              <div>
                <Sentence item={item} />
                <Context item={item} onUndo={onUndo} />
              </div>
              <time className="xs muted" dateTime={item.at} title={fullMoment(item.at)}>
                {clock(item.at)}
              </time>
            </li>
          </React.Fragment>
        );
      })}
    </ul>
  );
}

/** Who did it and why, in his own words; an adjustment that stands can be undone here. */
function Context({ item, onUndo }: { item: Item; onUndo: Props['onUndo'] }): React.ReactElement | null {
  const { kind, by, detail, adjustment_id } = item;
  const isQuoted = kind === 'credits' || kind === 'refund' || kind === 'message';
  const parts = [by, detail && isQuoted ? `“${detail}”` : detail].filter(Boolean);
  const undo = onUndo && adjustment_id !== null ? () => onUndo(adjustment_id) : undefined;
  if (parts.length === 0 && !undo) return null;
  return (
    <div className="xs muted typed">
      {parts.join(' · ')}
      {undo && parts.length > 0 ? ' · ' : null}
      {undo ? (
        <button type="button" className="link" onClick={undo}>
          undo
        </button>
      ) : null}
    </div>
  );
}

/** A message leads to where it is answered. */
function Sentence({ item }: { item: Item }): React.ReactElement {
  if (item.kind !== 'message') return <>{sentence(item)}</>;
  return <Link to={recordAddress('messages', item.key.replace('message:', ''))}>{item.title}</Link>;
}

function sentence(item: Item): string {
  const amount =
    item.amount_minor !== null && item.currency !== null ? money(item.amount_minor, item.currency) : null;
  if (item.kind === 'payment') return `Paid ${amount}: ${item.title}`;
  if (item.kind === 'declined') return `Declined, ${amount}: ${item.title}`;
  if (item.kind === 'mail') return `Mail: ${item.title}`;
  if (item.kind === 'refund') return `${item.title}: ${amount} back`;
  return item.credits === null || item.credits === 0
    ? item.title
    : `${item.title}, ${change(item.credits)} credits`;
}

function relative(at: string): string | undefined {
  const days = Math.round((startOfDay(new Date()) - startOfDay(new Date(at))) / 86_400_000);
  return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : undefined;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
