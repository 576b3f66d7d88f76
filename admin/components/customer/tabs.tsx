import React, { useEffect, useRef } from 'react';
import type { Page } from './types.js';

interface Props {
  readonly page: Page;
  readonly current: string;
  readonly onChange: (tab: string) => void;
}

export function Tabs({ page, current, onChange }: Props): React.ReactElement {
  const tabs: readonly (readonly [id: string, title: string, count?: number])[] = [
    ['timeline', 'Timeline'],
    ['credits', 'Credits'],
    ['payments', 'Payments', page.payments.length],
    ['subscriptions', 'Subscriptions', page.subscriptions.list.filter(({ live }) => live).length],
    ['overrides', 'Overrides', page.overrides.filter(({ active }) => active).length],
    ['mails', 'Mails', page.mails.length],
    ['audit', 'Audit', page.audit.length],
  ];
  const row = useRef<HTMLDivElement>(null);
  // On a narrow screen the row is longer than the window: the open tab is never out of sight.
  useEffect(() => {
    const open = row.current?.querySelector(`[data-tab="${current}"]`);
    open?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <div ref={row} className="tabs" role="tablist" aria-label="About this customer">
      {tabs.map(([id, title, count]) => (
        <button
          key={id}
          type="button"
          role="tab"
          data-tab={id}
          aria-selected={id === current}
          className={id === current ? 'on' : ''}
          onClick={() => onChange(id)}
        >
          {title} {count ? <b>{count}</b> : null}
        </button>
      ))}
    </div>
  );
}
