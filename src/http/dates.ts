const DAY_MS = 86_400_000;

/** A moment as people say it: "today, 16:20", "Sunday, 11:02", "14 November", "14 November 2025". */
export function momentInWords(at: Date, { now, timeZone }: { now: Date; timeZone: string }): string {
  const days = dayNumber(at, timeZone) - dayNumber(now, timeZone);
  const time = write(at, timeZone, { hour: '2-digit', minute: '2-digit' });
  if (days === 0) return `today, ${time}`;
  if (days === -1) return `yesterday, ${time}`;
  if (days === 1) return `tomorrow, ${time}`;
  if (days < 0 && days > -7) return `${write(at, timeZone, { weekday: 'long' })}, ${time}`;
  return dayInWords(at, { now, timeZone });
}

/** The day alone: "14 November", with the year where it is not this one. */
export function dayInWords(at: Date, { now, timeZone }: { now: Date; timeZone: string }): string {
  const sameYear = write(at, timeZone, { year: 'numeric' }) === write(now, timeZone, { year: 'numeric' });
  return write(at, timeZone, { day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) });
}

/** Day, year, time and zone, for a receipt or a hint: "14 November 2026, 09:12 UTC". */
export function momentInFull(at: Date, timeZone: string): string {
  const day = write(at, timeZone, { day: 'numeric', month: 'long', year: 'numeric' });
  return `${day}, ${write(at, timeZone, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })}`;
}

/** "Good evening" by the reader's own clock. */
export function greeting(now: Date, timeZone: string): string {
  const hour = Number(write(now, timeZone, { hour: '2-digit' }));
  if (hour >= 5 && hour < 12) return 'Good morning';
  return hour >= 12 && hour < 18 ? 'Good afternoon' : 'Good evening';
}

/** Days since an arbitrary origin on the calendar of `timeZone`, so that "yesterday" is about dates, not hours. */
function dayNumber(at: Date, timeZone: string): number {
  return Math.round(Date.parse(`${formatter('en-CA', timeZone, {}).format(at)}T00:00:00Z`) / DAY_MS);
}

function write(at: Date, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  return formatter('en-GB', timeZone, options).format(at);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formatters are slow to make; there are as many as zones in use times the few shapes above. */
function formatter(
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known =
    formatters.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
  formatters.set(key, known);
  return known;
}
