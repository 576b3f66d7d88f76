import type React from 'react';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { addressOf } from './search-hits.js';
import { SearchResults } from './search-results.js';
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
  useShortcut(() => input.current?.select());

  const go = (index: number) => {
    const hit = hits[index];
    if (!hit) return;
    setOpen(false);
    setText('');
    input.current?.blur();
    navigate(addressOf(hit));
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length > 0) {
      event.preventDefault();
      setChosen((chosen + step + hits.length) % hits.length);
    } else if (event.key === 'Enter') go(chosen);
    else if (event.key === 'Escape') input.current?.blur();
  };
  const shows = isOpen && text.trim().length >= SEARCH_MIN;
  return (
    <div
      className="search"
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label="Find a customer or payment"
        aria-expanded={shows}
        aria-controls={LIST_ID}
        aria-activedescendant={shows && hits[chosen] ? `hit-${chosen}` : undefined}
        placeholder="Find a customer, payment, last four, receipt …"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        onFocus={() => setOpen(true)}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
      />
      <kbd>{IS_MAC ? '⌘K' : 'Ctrl K'}</kbd>
      {shows ? <SearchResults id={LIST_ID} groups={found?.groups} chosen={chosen} onChoose={go} /> : null}
    </div>
  );
}

function useShortcut(focus: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      focus();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [focus]);
}
