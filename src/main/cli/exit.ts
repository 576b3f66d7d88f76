export const EXIT = { good: 0, failed: 1, usage: 2 } as const;

/** The command has told what is wrong; all that is left is the exit code. */
export class CheckFailed extends Error {}

/** The command line or the environment lacks something; the message says what. */
export class UsageError extends Error {}

/** What the command needs does not answer; the message says what. */
export class Unavailable extends Error {}
