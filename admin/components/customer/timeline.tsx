import React from 'react';
import { change, clock, day, fullMoment, money } from '../parts/format.js';
import type { Page } from './types.js';

type Item = Page['timeline'][number];

/** Everything in the order in which it happened, the newest first, by days. */
export function Timeline({ items }: { items: readonly Item[] }): React.ReactElement {
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
                {sentence(item)}
                <Context item={item} />
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

/** Who did it and why, in his own words. */
function Context({ item: { kind, by, detail } }: { item: Item }): React.ReactElement | null {
  const isReason = kind === 'credits' || kind === 'refund';
  const parts = [by, detail && isReason ? `“${detail}”` : detail].filter(Boolean);
  return parts.length > 0 ? <div className="xs muted">{parts.join(' · ')}</div> : null;
}

function sentence(item: Item): string {
  const amount =
    item.amount_minor !== null && item.currency !== null ? money(item.amount_minor, item.currency) : null;
  if (item.kind === 'payment') return `Paid ${amount}: ${item.title}`;
  if (item.kind === 'declined') return `Declined, ${amount}: ${item.title}`;
  if (item.kind === 'mail') return `Mail: ${item.title.replaceAll('-', ' ')}`;
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
