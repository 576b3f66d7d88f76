import { load } from 'cheerio';

export type Page = { status: number; location: string | null; headers: Headers; html: string; text: string };

type Typed = Record<string, string | string[]>;

/** A browser without JavaScript: keeps cookies, and sends forms with whatever hidden fields stand in them. */
export class Browser {
  readonly cookies = new Map<string, string>();

  constructor(readonly origin: string) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.send(path, { headers });
  }

  /** Opens the page, fills in the form that posts to `action` (default: that path) and sends it. */
  async submit(path: string, typed: Typed, action = path.split('?')[0] ?? path): Promise<Page> {
    const { html } = await this.get(path);
    const form = load(html)(`form[action="${action}"]`).first();
    if (form.length === 0) throw new Error(`${path} has no form that posts to ${action}:\n${html}`);
    const hidden = form
      .find('input[type=hidden]')
      .toArray()
      .map((input) => [input.attribs.name ?? '', input.attribs.value ?? '']);
    return this.post(action, { ...Object.fromEntries(hidden), ...typed });
  }

  async post(path: string, typed: Typed, headers: Record<string, string> = {}): Promise<Page> {
    const pairs = Object.entries(typed).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
    const body = new URLSearchParams(pairs).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded', origin: this.origin };
    return this.send(path, { method: 'POST', body, headers: { ...type, ...headers } });
  }

  /** The token of this browser's session. */
  async token(path = '/login'): Promise<string> {
    return (
      load((await this.get(path)).html)('input[name=_csrf]')
        .first()
        .attr('value') ?? ''
    );
  }

  async send(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${this.origin}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie },
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const html = await response.text();
    const { status, headers } = response;
    return {
      status,
      headers,
      location: headers.get('location'),
      html,
      text: load(html)('body').text().replace(/\s+/g, ' '),
    };
  }

  private keep(line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** The message at a field of a page. */
export function faultAt(page: Page, field: string): string {
  const $ = load(page.html);
  const input = $(`[name="${field}"][aria-invalid="true"]`).first();
  return $(`#${input.attr('aria-describedby')}`).text();
}
