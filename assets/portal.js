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

  /* A pack's button says what it will buy. */
  window.Alpine.data('pack', () => ({
    quantity: 1,
    init() {
      this.quantity = Number(this.$root.querySelector('[name=quantity]').value);
    },
    get offer() {
      const { unit, credits, currency } = this.$root.dataset;
      if (!(Number.isInteger(this.quantity) && this.quantity > 0)) return 'Buy';
      const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
      const price = (Number(unit) * this.quantity) / 10 ** format.resolvedOptions().maximumFractionDigits;
      return `Buy ${(Number(credits) * this.quantity).toLocaleString('en-US')} credits for ${format.format(price)}`;
    },
  }));

  window.Alpine.data('copy', () => ({
    label: 'Copy',
    async copy() {
      await navigator.clipboard.writeText(this.$refs.text.textContent);
      this.label = 'Copied';
    },
  }));

  /* A form asks before it does what cannot be undone. */
  window.Alpine.data('ask', () => ({
    ask(event) {
      if (!window.confirm(this.$root.dataset.question)) event.preventDefault();
    },
  }));

  window.Alpine.data('printer', () => ({
    print() {
      window.print();
    },
  }));
});

/* A form is sent once: the second click of a double click finds its button resting. */
document.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented || event.target.hasAttribute('hx-post')) return;
  setTimeout(() => button.setAttribute('disabled', ''));
});

/* Coming back by the browser's back button shows the page as it was left: let its buttons work again. */
window.addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const button of document.querySelectorAll('form [type=submit][disabled]'))
    button.removeAttribute('disabled');
});
