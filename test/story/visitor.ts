import { type CheerioAPI, load } from 'cheerio';

/** A page as somebody sees it; `text` has its white space collapsed. */
export interface Page {
  url: URL;
  status: number;
  html: string;
  text: string;
  $: CheerioAPI;
}

interface Press {
  /** What is typed, by the name of the field. */
  typed?: Record<string, string>;
  /** Words that stand beside the button, where several read alike. */
  beside?: string;
}

const REDIRECTS_MAX = 10;

/**
 * A browser without JavaScript: keeps cookies, follows redirects from site to site, and sends only what the page's
 * own forms hold. A status of 500 and above is thrown.
 */
export class Visitor {
  readonly #cookies = new Map<string, string>();
  #page: Page | undefined;

  get page(): Page {
    if (!this.#page) throw new Error('no page is open');
    return this.#page;
  }

  open(address: string): Promise<Page> {
    return this.#visit(new URL(address, this.#page?.url), {});
  }

  /** Fills in the form that has a button with this text, and sends it. */
  press(button: string, { typed = {}, beside }: Press = {}): Promise<Page> {
    const { $, url } = this.page;
    const pressed = $('form button')
      .filter((_, element) => collapse($(element).text()).includes(button))
      .filter((_, element) => !beside || $(element).closest('li, section, tr').text().includes(beside))
      .first();
    const form = pressed.closest('form');
    if (form.length === 0) throw new Error(`no button “${button}” on ${url}:\n${this.page.text}`);
    const body = new URLSearchParams(this.#fieldsOf(form));
    for (const [name, value] of Object.entries(typed)) {
      if (!body.has(name)) throw new Error(`the form of “${button}” on ${url} has no field ${name}`);
      body.set(name, value);
    }
    const name = pressed.attr('name');
    if (name) body.set(name, pressed.attr('value') ?? '');
    const headers = { origin: url.origin, 'content-type': 'application/x-www-form-urlencoded' };
    const init = { method: 'POST', body: body.toString(), headers };
    return this.#visit(new URL(form.attr('action') ?? url, url), init);
  }

  /** One request with this visitor's cookies, redirects not followed. */
  async request(url: URL, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    if (response.status < 500) return response;
    throw new Error(`${init.method ?? 'GET'} ${url}: ${response.status}\n${await response.text()}`);
  }

  async #visit(first: URL, init: RequestInit & { headers?: Record<string, string> }): Promise<Page> {
    let url = first;
    let response = await this.request(url, init);
    for (let hop = 0; hop < REDIRECTS_MAX && response.headers.has('location'); hop += 1) {
      url = new URL(response.headers.get('location') ?? '', url);
      response = await this.request(url, {});
    }
    const html = await response.text();
    const $ = load(html, { scriptingEnabled: false });
    this.#page = { url, status: response.status, html, text: collapse($('body').text()), $ };
    return this.#page;
  }

  #fieldsOf(form: ReturnType<CheerioAPI>): [string, string][] {
    const { $ } = this.page;
    return form
      .find('input[name]:not([type=file]), textarea[name]')
      .toArray()
      .map((field) => [$(field).attr('name') ?? '', String($(field).val() ?? '')]);
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    this.#cookies.set(name, value);
  }
}

function collapse(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
