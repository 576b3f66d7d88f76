import React, { useEffect, useRef } from 'react';

/** The class of the field where typing begins; without one the browser takes the first. */
export const FIRST = 'first';

/** Puts the cursor there. */
export function focusFirst(): void {
  document.querySelector<HTMLElement>(`.dialog .${FIRST}`)?.focus();
}

interface Props {
  readonly title: string;
  readonly about?: React.ReactNode;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
}

/** A dialog of the browser's own: it keeps the focus, Escape closes it, and what lies behind is out of reach. */
export function Dialog({ title, about, onClose, children }: Props): React.ReactElement {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
    focusFirst();
  }, []);
  return (
    <dialog ref={element} className="dialog" aria-labelledby="dialog-title" onClose={onClose}>
      <div className="dialog-head">
        <h2 id="dialog-title">{title}</h2>
        {about ? <p className="small muted">{about}</p> : null}
      </div>
      {children}
    </dialog>
  );
}
