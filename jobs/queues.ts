export interface QueueDefinition {
  /** After this many failures a row is dead: it waits for an operator, with its reason. */
  attempts: number;
  /** Jobs at once in one worker process. */
  concurrency: number;
  /** Runs by itself this often, once for all workers together. */
  every_seconds?: number;
}

/** Every queue, in one place: what runs in the background, how patiently, and on what schedule. */
export const QUEUES = {
  'stripe-events': { attempts: 20, concurrency: 8 },
  'stripe-objects': { attempts: 20, concurrency: 4 },
  // Never given up: money may be on its way, and only the operation's own end says that it is not.
  'stripe-operations': { attempts: Number.POSITIVE_INFINITY, concurrency: 4 },
  'event-sweep': { attempts: 5, concurrency: 1, every_seconds: 600 },
  catalogue: { attempts: 10, concurrency: 1, every_seconds: 3600 },
  receipts: { attempts: 20, concurrency: 1, every_seconds: 60 },
  mail: { attempts: 12, concurrency: 4 },
  'credit-expiry': { attempts: 5, concurrency: 1, every_seconds: 60 },
  'card-expiry': { attempts: 5, concurrency: 1, every_seconds: 3600 },
  'low-balance': { attempts: 12, concurrency: 2 },
  'top-up': { attempts: 12, concurrency: 2, every_seconds: 60 },
  holds: { attempts: 5, concurrency: 1, every_seconds: 60 },
  'audit-seal': { attempts: 5, concurrency: 1, every_seconds: 10 },
  rollup: { attempts: 5, concurrency: 1, every_seconds: 60 },
} as const satisfies Record<string, QueueDefinition>;

export type QueueName = keyof typeof QUEUES;

export function isQueue(name: string): name is QueueName {
  return Object.hasOwn(QUEUES, name);
}

/** A queue's definition with what it leaves out. */
export function definitionOf(name: QueueName): QueueDefinition {
  return QUEUES[name];
}

export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];

const BACKOFF_FIRST_SECONDS = 0.5;
const BACKOFF_MAX_SECONDS = 3600;
const JITTER = 0.2;

/** Seconds to wait after the given number of failures: doubling, up to an hour, a little uneven. */
export function backoffSeconds(failures: number, random = Math.random()): number {
  const seconds = Math.min(BACKOFF_FIRST_SECONDS * 2 ** (failures - 1), BACKOFF_MAX_SECONDS);
  return seconds * (1 + JITTER * random);
}
