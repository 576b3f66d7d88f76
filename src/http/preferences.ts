import type { NextFunction, Request, Response } from 'express';

/** Reads how this browser wants its pages: `theme` (light, dark or none) and `timeZone` (undefined until the browser told it). */
export function displayPreferences(req: Request, res: Response, next: NextFunction): void {
  const theme = cookie(req, 'theme');
  res.locals.theme = theme === 'light' || theme === 'dark' ? theme : undefined;
  res.locals.timeZone = knownTimeZone(cookie(req, 'tz'));
  res.locals.path = req.path;
  next();
}

function cookie(req: Request, name: string): string {
  const pairs = (req.headers.cookie ?? '').split(/; */);
  const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}

/** The zone's canonical name; nothing for what is not a zone. */
function knownTimeZone(name: string): string | undefined {
  if (!/^[A-Za-z][\w+/-]{1,40}$/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
