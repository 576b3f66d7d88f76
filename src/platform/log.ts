import pino from 'pino';

export type Logger = pino.Logger;

/** Structured JSON on stderr. Personal data never goes in: log ids, not addresses; these paths are a safety net. */
export function createLogger(level: string, name: string): Logger {
  return pino(
    {
      level,
      name,
      serializers: { err: withoutRows },
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

/** PostgreSQL quotes the row at fault in an error's detail and context: that may be anybody's address. */
function withoutRows(error: Error): Record<string, unknown> {
  const { detail: _, where: __, ...told } = pino.stdSerializers.err(error);
  return told;
}
