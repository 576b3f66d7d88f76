import React, { useState } from 'react';

const YEAR_S = 31_536_000;

/** Light or dark, kept in the cookie that the portal's pages read too. */
export function ThemeSwitch(): React.ReactElement {
  const [theme, setTheme] = useState(currentTheme);
  const other = theme === 'dark' ? 'light' : 'dark';
  const change = () => {
    document.documentElement.dataset.theme = other;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `theme=${other}; path=/; max-age=${YEAR_S}; samesite=lax`;
    setTheme(other);
  };
  return (
    <button type="button" className="quiet small theme" onClick={change}>
      {other === 'dark' ? 'Dark' : 'Light'}
    </button>
  );
}

function currentTheme(): 'light' | 'dark' {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
