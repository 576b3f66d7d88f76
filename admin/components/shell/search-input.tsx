import React from 'react';

interface Props {
  readonly input: React.RefObject<HTMLInputElement>;
  readonly listId: string;
  readonly text: string;
  /** The marked hit, if any. */
  readonly chosen: number | undefined;
  readonly isExpanded: boolean;
  readonly onFocus: () => void;
  readonly onLeave: () => void;
  readonly onType: (text: string) => void;
  readonly onStep: (step: 1 | -1) => void;
  readonly onEnter: () => void;
}

/** The field of the search, worked by the keyboard alone: arrows choose, Enter goes there, Escape leaves. */
export function SearchInput(props: Props): React.ReactElement {
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'ArrowDown') props.onStep(1);
    else if (event.key === 'ArrowUp') props.onStep(-1);
    else if (event.key === 'Enter') props.onEnter();
    else if (event.key === 'Escape') event.currentTarget.blur();
    else return;
    event.preventDefault();
  };
  return (
    <input
      ref={props.input}
      type="search"
      role="combobox"
      aria-label="Find a customer or payment"
      aria-autocomplete="list"
      aria-expanded={props.isExpanded}
      aria-controls={props.listId}
      aria-activedescendant={props.chosen === undefined ? undefined : `hit-${props.chosen}`}
      placeholder="Find a customer, payment, last four, receipt …"
      autoComplete="off"
      spellCheck={false}
      maxLength={200}
      value={props.text}
      onFocus={props.onFocus}
      onBlur={props.onLeave}
      onChange={(event) => props.onType(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}
