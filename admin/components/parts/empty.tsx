import React from 'react';

/** What stands where there is nothing to show, and why. */
export function Empty({
  title,
  children,
}: {
  title: string;
  children?: React.ReactNode;
}): React.ReactElement {
  return (
    <div className="empty">
      <p>{title}</p>
      {children ? <p className="muted small">{children}</p> : null}
    </div>
  );
}

/** While something loads: quiet, and only after a moment, so that fast answers do not flicker. */
export function Loading(): React.ReactElement {
  return (
    <output className="loading" aria-live="polite">
      Loading …
    </output>
  );
}
