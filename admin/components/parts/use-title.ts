import { useEffect } from 'react';

const OFFICE = 'QuickScale back office';

/** What the browser's tab and history call the page; of the office alone while it is not known yet. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${OFFICE}` : OFFICE;
  }, [title]);
}
