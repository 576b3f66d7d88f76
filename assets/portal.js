/* What the portal adds where scripts run. Every page does its work without this file. */
const YEAR_SECONDS = 31_536_000;

function remember(name, value) {
  const life = value === '' ? 0 : YEAR_SECONDS;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where pages are not secure.
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${life}; samesite=lax`;
}

/* The server writes times in this zone from the next page on. */
remember('tz', Intl.DateTimeFormat().resolvedOptions().timeZone);

document.addEventListener('alpine:init', () => {
  /* Light, dark or what the system says: the server reads the cookie, so that no page flashes. */
  window.Alpine.data('theme', () => ({
    chosen: document.documentElement.dataset.theme ?? 'system',
    choose() {
      this.chosen = this.$el.value;
      remember('theme', this.chosen === 'system' ? '' : this.chosen);
      if (this.chosen === 'system') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = this.chosen;
    },
    get isSystem() {
      return this.chosen === 'system';
    },
    get isLight() {
      return this.chosen === 'light';
    },
    get isDark() {
      return this.chosen === 'dark';
    },
  }));

  /* A details element used as a menu closes when the reader goes elsewhere. */
  window.Alpine.data('menu', () => ({
    close() {
      this.$root.open = false;
    },
  }));
});

/* A form is sent once: the second click of a double click finds its button resting. */
document.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (!button || event.target.hasAttribute('hx-post')) return;
  setTimeout(() => button.setAttribute('disabled', ''));
});

/* Coming back by the browser's back button shows the page as it was left: let its buttons work again. */
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll('form [type=submit][disabled]'))
    button.removeAttribute('disabled');
});
