import pino from 'pino';

export type Logger = pino.Logger;

/** Structured JSON on stderr. Personal data never goes in: log ids, not addresses; these paths are a safety net. */
export function createLogger(level: string, name: string): Logger {
  return pino(
    {
      level,
      name,
      redact: {
        paths: [
          'email',
          '*.email',
          'password',
          '*.password',
          'authorization',
          '*.authorization',
          'cookie',
          '*.cookie',
        ],
        censor: '[redacted]',
      },
    },
    pino.destination(2),
  );
}
