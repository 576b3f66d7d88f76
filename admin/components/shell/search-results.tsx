import React from 'react';
import { State } from '../parts/states.js';
import { GROUP_TITLES, HIT_STATES, type Hit, type HitGroup } from './search-hits.js';

interface Props {
  readonly id: string;
  /** Undefined while the search is under way. */
  readonly groups: readonly HitGroup[] | undefined;
  /** Which of all hits is marked. */
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

/** What was found, by kind. The keyboard stays in the box; the pointer may choose too. */
export function SearchResults({ id, groups, chosen, onChoose }: Props): React.ReactElement {
  if (!groups) return <div id={id} className="results" role="listbox" aria-label="Searching" />;
  if (groups.length === 0) {
    return (
      <div id={id} className="results" role="listbox" aria-label="Results">
        <p className="none muted small">
          Nothing found. Three letters of a name or address, a whole Stripe id, a receipt number or the last
          four digits of a card will do.
        </p>
      </div>
    );
  }
  const order = groups.flatMap((group) => group.hits);
  return (
    <div id={id} className="results" role="listbox" aria-label="Results">
      {groups.map(({ kind, hits }) => (
        <fieldset key={kind}>
          <legend>{GROUP_TITLES[kind]}</legend>
          {hits.map((hit) => {
            const index = order.indexOf(hit);
            return (
              <Row key={hit.id} hit={hit} index={index} isChosen={index === chosen} onChoose={onChoose} />
            );
          })}
        </fieldset>
      ))}
    </div>
  );
}

interface RowProps {
  readonly hit: Hit;
  readonly index: number;
  readonly isChosen: boolean;
  readonly onChoose: (index: number) => void;
}

function Row({ hit, index, isChosen, onChoose }: RowProps): React.ReactElement {
  return (
    <div
      id={`hit-${index}`}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      className={isChosen ? 'hit on' : 'hit'}
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose(index);
      }}
    >
      <span className="what">
        <span>{hit.title}</span>
        <span className="xs muted">{hit.detail}</span>
      </span>
      <State of={HIT_STATES[hit.kind]} value={hit.state} />
    </div>
  );
}
