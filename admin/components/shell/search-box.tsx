import React, { useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { addressOf } from './search-hits.js';
import { SearchInput } from './search-input.js';
import { SearchResults } from './search-results.js';
import { useFocusKey } from './use-focus-key.js';
import { SEARCH_MIN, useSearch } from './use-search.js';

const LIST_ID = 'search-results';
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** One box for everything an operator may have at hand; Ctrl or Cmd and K reach it from anywhere. */
export function SearchBox(): React.ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(0);
  const navigate = useNavigate();
  const found = useSearch(text);
  const hits = found?.groups.flatMap((group) => group.hits) ?? [];
  const shows = isOpen && text.trim().length >= SEARCH_MIN;
  useFocusKey(input);

  const type = (typed: string) => {
    setText(typed);
    setChosen(0);
    setOpen(true);
  };
  const go = (index: number) => {
    const hit = hits[index];
    if (!hit) return;
    type('');
    input.current?.blur();
    navigate(addressOf(hit));
  };
  return (
    <div className="search">
      <SearchInput
        input={input}
        listId={LIST_ID}
        text={text}
        chosen={shows && hits[chosen] ? chosen : undefined}
        isExpanded={shows}
        onFocus={() => setOpen(true)}
        onLeave={() => setOpen(false)}
        onType={type}
        onStep={(step) => hits.length > 0 && setChosen((chosen + step + hits.length) % hits.length)}
        onEnter={() => go(chosen)}
      />
      <kbd>{IS_MAC ? '⌘K' : 'Ctrl K'}</kbd>
      {shows ? <SearchResults id={LIST_ID} groups={found?.groups} chosen={chosen} onChoose={go} /> : null}
    </div>
  );
}
