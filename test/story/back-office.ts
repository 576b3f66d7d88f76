import { Secret, TOTP } from 'otpauth';
import type { AuditVerdict } from '../../src/accounts/index.js';
import type { TodaysFigures } from '../../src/analytics/index.js';
import type { RefundPreview } from '../../src/billing/index.js';
import type { AdjustmentPreview } from '../../src/credits/index.js';
import type { CustomerPage, SearchGroup } from '../../src/support/index.js';
import type { DemoAddresses } from '../support/demo.js';
import { userOf } from './demo.js';
import { Visitor } from './visitor.js';

/** One row of a list; `params` are its columns. */
interface Row {
  id: string;
  params: Record<string, unknown>;
}

/** What an authenticator app shows now. */
export function codeFor(totpSecret: string | undefined): string {
  return new TOTP({ secret: Secret.fromBase32(totpSecret ?? '') }).generate();
}

/** An operator who is signed in, making the calls that his pages would make. */
export class BackOffice {
  private constructor(
    private readonly admin: string,
    private readonly visitor: Visitor,
    private readonly csrfToken: string,
  ) {}

  /** Signs in by the pages: password first, then the second factor. */
  static async signIn(demo: DemoAddresses, role: string): Promise<BackOffice> {
    const { email, password, totpSecret } = userOf(demo, role);
    const visitor = new Visitor();
    await visitor.open(demo.admin);
    await visitor.press('Continue', { typed: { email, password } });
    const { html, text } = await visitor.press('Sign in', { typed: { code: codeFor(totpSecret) } });
    const token = /"csrfToken":"([^"]+)"/.exec(html)?.[1];
    if (!token) throw new Error(`${role} is not in the back office: ${text}`);
    return new BackOffice(demo.admin, visitor, token);
  }

  figures(): Promise<TodaysFigures> {
    return this.#call('/pages/dashboard');
  }

  async search(text: string): Promise<SearchGroup[]> {
    return (await this.#call<{ groups: SearchGroup[] }>(`/pages/search?q=${encodeURIComponent(text)}`))
      .groups;
  }

  async customer(id: string): Promise<CustomerPage> {
    return (await this.#call<{ page: CustomerPage }>(`/resources/customers/records/${id}/show`)).page;
  }

  async previewAdjustment(customer: string, wish: object): Promise<AdjustmentPreview> {
    const path = `/resources/customers/records/${customer}/previewAdjustment`;
    return (await this.#call<{ preview: AdjustmentPreview }>(path, wish)).preview;
  }

  async adjust(customer: string, adjustment: object): Promise<string> {
    return this.#notice(`/resources/customers/records/${customer}/adjustCredits`, adjustment);
  }

  async previewRefund(payment: string, wish: object): Promise<RefundPreview> {
    const path = `/resources/payments/records/${payment}/previewRefund`;
    return (await this.#call<{ preview: RefundPreview }>(path, wish)).preview;
  }

  async refund(payment: string, refund: object): Promise<string> {
    return this.#notice(`/resources/payments/records/${payment}/refund`, refund);
  }

  async list(resource: string, filters: Record<string, string>): Promise<Row[]> {
    const query = new URLSearchParams(
      Object.entries(filters).map(([name, value]) => [`filters.${name}`, value]),
    );
    return (await this.#call<{ records: Row[] }>(`/resources/${resource}/actions/list?${query}`)).records;
  }

  async verifyAudit(): Promise<AuditVerdict> {
    const path = '/resources/audit/actions/verify';
    return (await this.#call<{ verdict: AuditVerdict }>(path, {})).verdict;
  }

  async #notice(path: string, body: object): Promise<string> {
    return (await this.#call<{ notice: { message: string } }>(path, body)).notice.message;
  }

  async #call<Answer>(path: string, body?: object): Promise<Answer> {
    const { origin } = new URL(this.admin);
    const headers = { origin, 'content-type': 'application/json', 'x-csrf-token': this.csrfToken };
    const init = body ? { method: 'POST', body: JSON.stringify(body), headers } : {};
    const response = await this.visitor.request(new URL(`${this.admin}/api${path}`), init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Answer;
  }
}
