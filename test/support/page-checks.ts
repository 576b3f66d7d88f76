import type { Page } from 'playwright-core';

/** Narrow ones first: what is too wide at first would still be for a moment after the window has become narrow. */
const VIEWS = [
  [390, 'light'],
  [390, 'dark'],
  [1440, 'light'],
  [1440, 'dark'],
] as const;

/** What `openBrowser` needs so that pages are loaded as the first view shows them. */
export const FIRST_VIEW = { viewport: { width: 390, height: 900 }, colorScheme: 'light' } as const;

/** What is wrong with a page as it stands, in a narrow window and a wide one, in light and in dark. */
export async function faultsInAllViews(page: Page): Promise<string[]> {
  const found: string[] = [];
  const canvases = new Map<string, string>();
  for (const [width, colorScheme] of VIEWS) {
    await show(page, { width, colorScheme });
    canvases.set(colorScheme, await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    for (const fault of await pageFaults(page)) found.push(`at ${width} pixels, ${colorScheme}: ${fault}`);
  }
  if (canvases.get('light') === canvases.get('dark')) found.push('dark is no other than light');
  await show(page, { width: FIRST_VIEW.viewport.width, colorScheme: FIRST_VIEW.colorScheme });
  return found;
}

/** What a change of colours sets in motion is at its end at once. */
async function show(page: Page, view: { width: number; colorScheme: 'light' | 'dark' }): Promise<void> {
  await page.setViewportSize({ width: view.width, height: FIRST_VIEW.viewport.height });
  await page.emulateMedia({ colorScheme: view.colorScheme });
  await page.evaluate(() => {
    const moving = () =>
      document
        .getAnimations()
        .filter(
          (each) => each.playState === 'running' && each.effect?.getComputedTiming().endTime !== Infinity,
        );
    for (let all = moving(); all.length > 0; all = moving()) for (const each of all) each.finish();
  });
}

/**
 * What is wrong with a page as it stands, in words: text that is hard to read, fields and buttons without a name,
 * headings out of order, content wider than the window. Runs in the page, so it sees what the reader sees.
 */
export function pageFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const shown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const named = (element: Element) => `<${element.tagName.toLowerCase()} class="${element.className}">`;

    const parse = (color: string) => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
      return { red, green, blue, alpha };
    };
    const background = (element: Element | null): ReturnType<typeof parse> => {
      if (!element) return { red: 255, green: 255, blue: 255, alpha: 1 };
      const own = parse(getComputedStyle(element).backgroundColor);
      return own.alpha === 0 ? background(element.parentElement) : own;
    };
    const luminance = ({ red, green, blue }: ReturnType<typeof parse>) => {
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((channel) => {
        const part = channel / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (element: Element) => {
      const pair = [luminance(parse(getComputedStyle(element).color)), luminance(background(element))];
      return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    };

    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!element || !texts.currentNode.textContent?.trim() || !shown(element)) continue;
      if (element.closest('noscript, script, [disabled]')) continue;
      const { fontSize, fontWeight } = getComputedStyle(element);
      const large =
        Number.parseFloat(fontSize) >= 24 ||
        (Number.parseFloat(fontSize) >= 18.66 && Number(fontWeight) >= 700);
      const ratio = contrast(element);
      if (ratio < (large ? 3 : 4.5)) {
        faults.push(
          `contrast ${ratio.toFixed(2)} of "${texts.currentNode.textContent.trim().slice(0, 40)}" in ${named(element)}`,
        );
      }
    }

    for (const field of document.querySelectorAll<HTMLInputElement>(
      'input:not([type=hidden]), textarea, select',
    )) {
      if (!field.labels?.length && !field.getAttribute('aria-label')) faults.push(`no label: ${field.name}`);
    }
    for (const control of document.querySelectorAll('a[href], button, summary')) {
      if (shown(control) && !control.textContent?.trim() && !control.getAttribute('aria-label'))
        faults.push(`no name: ${named(control)}`);
    }
    for (const image of document.querySelectorAll('img:not([alt])')) faults.push(`no alt: ${named(image)}`);

    const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName[1]));
    if (levels.filter((level) => level === 1).length !== 1) faults.push('not exactly one h1');
    if (levels.some((level, at) => level > (levels[at - 1] ?? 0) + 1))
      faults.push(`headings out of order: ${levels}`);
    if (!document.title.trim() || !document.documentElement.lang) faults.push('no title or language');

    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at)))
      faults.push(`id used twice: ${id}`);

    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`wider than the window by ${scrollWidth - clientWidth} px`);
    return faults;
  });
}
