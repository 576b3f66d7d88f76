import type { ThemeOverride } from '@adminjs/design-system';

/**
 * AdminJS's design system fed with our tokens. The values are the CSS variables of tokens.css, so that light and
 * dark switch without a second theme.
 */
export const theme: ThemeOverride = {
  colors: {
    border: 'var(--line)',
    text: 'var(--ink)',
    primary100: 'var(--accent)',
    primary80: 'var(--accent)',
    primary60: 'var(--accent)',
    primary40: 'var(--accent-soft)',
    primary20: 'var(--accent-soft)',
    accent: 'var(--accent)',
    grey100: 'var(--ink)',
    grey80: 'var(--ink-2)',
    grey60: 'var(--ink-3)',
    grey40: 'var(--line-strong)',
    grey20: 'var(--sunken)',
    white: 'var(--surface)',
    black: 'var(--ink)',
    errorDark: 'var(--bad)',
    error: 'var(--bad)',
    errorLight: 'var(--bad-soft)',
    successDark: 'var(--good)',
    success: 'var(--good)',
    successLight: 'var(--good-soft)',
    warningDark: 'var(--warn)',
    warning: 'var(--warn)',
    warningLight: 'var(--warn-soft)',
    infoDark: 'var(--info)',
    info: 'var(--info)',
    infoLight: 'var(--info-soft)',
    bg: 'var(--canvas)',
    filterBg: 'var(--surface)',
    container: 'var(--surface)',
    sidebar: 'var(--sunken)',
    inputBorder: 'var(--line-strong)',
    separator: 'var(--line)',
    highlight: 'var(--sunken)',
    love: 'var(--accent)',
  },
  sizes: { navbarHeight: '54px', sidebarWidth: '216px' },
  shadows: { card: 'none', cardHover: 'none', drawer: 'var(--shadow-lg)' },
  borders: { default: '1px solid var(--line)', input: '1px solid var(--line-strong)' },
};
