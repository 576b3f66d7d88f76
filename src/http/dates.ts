const DAY_MS = 86_400_000;

/** Whose calendar and clock: `timeZone` is undefined until the browser told it, and times then name UTC. */
export interface Reader {
  now: Date;
  timeZone?: string | undefined;
}

/** A moment as people say it: "today, 16:20", "Sunday, 11:02", "14 November", "14 November 2025". */
export function momentInWords(at: Date, reader: Reader): string {
  const days = dayNumber(at, reader) - dayNumber(reader.now, reader);
  if (days === 0) return `today, ${time(at, reader)}`;
  if (days === -1) return `yesterday, ${time(at, reader)}`;
  if (days === 1) return `tomorrow, ${time(at, reader)}`;
  if (days < 0 && days > -7) return `${write(at, reader, { weekday: 'long' })}, ${time(at, reader)}`;
  return dayInWords(at, reader);
}

/** The day alone: "14 November", with the year where it is not this one. */
export function dayInWords(at: Date, reader: Reader): string {
  const sameYear = write(at, reader, { year: 'numeric' }) === write(reader.now, reader, { year: 'numeric' });
  return write(at, reader, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** Day, year, time and zone, for a receipt or a hint: "14 November 2026, 09:12 UTC". */
export function momentInFull(at: Date, reader: Reader): string {
  const day = write(at, reader, { day: 'numeric', month: 'long', year: 'numeric' });
  return `${day}, ${write(at, reader, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })}`;
}

/** "Good evening" by the reader's own clock, "Hello" while we do not know it. */
export function greeting(reader: Reader): string {
  if (!reader.timeZone) return 'Hello';
  const hour = Number(write(reader.now, reader, { hour: '2-digit' }));
  if (hour >= 5 && hour < 12) return 'Good morning';
  return hour >= 12 && hour < 18 ? 'Good afternoon' : 'Good evening';
}

function time(at: Date, reader: Reader): string {
  const zone = reader.timeZone ? {} : ({ timeZoneName: 'short' } as const);
  return write(at, reader, { hour: '2-digit', minute: '2-digit', ...zone });
}

/** Counts days on the reader's calendar, so that "yesterday" is about dates, not about hours. */
function dayNumber(at: Date, { timeZone }: Reader): number {
  return Math.round(Date.parse(`${formatter('en-CA', timeZone, {}).format(at)}T00:00:00Z`) / DAY_MS);
}

function write(at: Date, { timeZone }: Reader, options: Intl.DateTimeFormatOptions): string {
  return formatter('en-GB', timeZone, options).format(at);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formatters are slow to make; there are as many as zones in use times the few shapes above. */
function formatter(
  locale: string,
  timeZone = 'UTC',
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known =
    formatters.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
  formatters.set(key, known);
  return known;
}
