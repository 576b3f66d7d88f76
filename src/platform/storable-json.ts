const REPLACEMENT = '\uFFFD';
/** How JSON writes what PostgreSQL does not take. A backslash that stands for itself may look the same. */
const SUSPECT = /\\u(0000|d[89a-f])/i;

/** Whether what this JSON says can be kept as it is. Sometimes it says no of what could. */
export function isStorable(json: string): boolean {
  return !SUSPECT.test(json);
}

/** A value as the JSON text that PostgreSQL can keep as jsonb. Hardly any value has to be copied for it. */
export function storableText(value: unknown): string {
  const json = JSON.stringify(value);
  return isStorable(json) ? json : JSON.stringify(storableJson(value));
}

/**
 * A copy of a JSON value that PostgreSQL can keep: it takes neither NUL nor half of a surrogate pair.
 * What it cannot take is replaced by the replacement character, in names of members too.
 */
function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return cleaned(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [cleaned(name), storableJson(member)]),
  );
}

function cleaned(text: string): string {
  return text.replaceAll('\0', REPLACEMENT).replace(/\p{Cs}/gu, REPLACEMENT);
}
