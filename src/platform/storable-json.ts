const REPLACEMENT = '\uFFFD';

/**
 * A copy of a JSON value that PostgreSQL can keep as jsonb: it takes neither NUL nor half of a surrogate pair.
 * What it cannot take is replaced by the replacement character, in names of members too.
 */
export function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [storableText(name), storableJson(member)]),
  );
}

function storableText(text: string): string {
  return text.replaceAll('\0', REPLACEMENT).replace(/\p{Cs}/gu, REPLACEMENT);
}
