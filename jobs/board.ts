import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { Queue } from 'bullmq';
import type { RequestHandler } from 'express';
import type { Logger } from '../src/platform/log.js';
import type { JobQueue, QueueStore } from './backend.js';
import { QUEUE_NAMES } from './queues.js';

/** bull-board over all queues, on either backend. It knows no users: whoever mounts it stands in front of it. */
export interface Board {
  readonly handler: RequestHandler;
  close(): Promise<void>;
}

/** Nothing is opened before somebody looks: a web process keeps no connection for it. */
export function openBoard(store: QueueStore, { log, path }: { log: Logger; path: string }): Board {
  let opened: { handler: RequestHandler; queues: readonly JobQueue[] } | undefined;
  return {
    handler: (req, res, next) => {
      opened ??= open(store, { log, path });
      return opened.handler(req, res, next);
    },
    close: async () => {
      await Promise.all((opened?.queues ?? []).map((queue) => queue.close()));
    },
  };
}

function open(store: QueueStore, { log, path }: { log: Logger; path: string }) {
  const queues = QUEUE_NAMES.map((name) => {
    const queue = store.queue(name);
    queue.on('error', (error) => log.error({ queue: name, error: error.message }, 'queue error'));
    return queue;
  });
  const serverAdapter = new OwnPage().setBasePath(path);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue as unknown as Queue)),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: 'QuickScale queues',
        hideDocsLink: true,
        sortQueues: true,
        miscLinks: [{ text: 'Back office', url: '/admin' }],
      },
    },
  });
  return { handler: serverAdapter.getRouter() as RequestHandler, queues };
}

type Render = (file: string, options: object, done: (error: unknown, html?: string) => void) => void;

/** bull-board's page without what it loads from elsewhere: operators' browsers ask nobody but us. */
class OwnPage extends ExpressAdapter {
  override setViewsPath(path: string): this {
    super.setViewsPath(path);
    const { engines } = this.app as unknown as { engines: Readonly<Record<string, Render>> };
    const render = engines['.ejs'];
    this.app.engine('ejs', (file, options, done) =>
      render?.(file, options, (error, html) => done(error, html?.replaceAll(FOREIGN, ''))),
    );
    return this;
  }
}

const FOREIGN = /<link[^>]*href="https?:[^>]*>/g;
