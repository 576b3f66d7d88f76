import { type RefObject, useEffect } from 'react';

/** Ctrl or Cmd and K put the cursor into the field, wherever it is. */
export function useFocusKey(field: RefObject<HTMLInputElement>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      field.current?.select();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [field]);
}
