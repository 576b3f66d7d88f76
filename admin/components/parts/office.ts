/** What the server says to the page about this session. */
interface Office {
  readonly operator: { readonly id: string; readonly name: string; readonly role: string };
  readonly csrfToken: string;
  readonly badge: string | null;
  readonly stripeDashboard: string | null;
}

declare global {
  interface Window {
    readonly OFFICE: Office;
  }
}

export const ROOT = '/admin';

export function office(): Office {
  return window.OFFICE;
}

export function recordAddress(resource: string, id: string): string {
  return `${ROOT}/resources/${resource}/records/${encodeURIComponent(id)}/show`;
}

/** Where the work behind the pages is shown. */
export const WORK_ADDRESS = `${ROOT}/pages/work`;

export function customerAddress(id: string, tab?: string): string {
  return recordAddress('customers', id) + (tab ? `?tab=${tab}` : '');
}

export function listAddress(resource: string, filters: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(
    Object.entries(filters).map(([name, value]) => [`filters.${name}`, value]),
  );
  return `${ROOT}/resources/${resource}${query.size > 0 ? `?${query}` : ''}`;
}
