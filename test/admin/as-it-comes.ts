import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildAuthenticatedRouter, buildRouter } from '@adminjs/express';
import AdminJS, { type AdminJSOptions, BaseProperty, BaseRecord, BaseResource, type Filter } from 'adminjs';
import express, { type RequestHandler, type Router } from 'express';

/** AdminJS as its own Express plugin mounts it: what every attack must succeed against, or its test proves nothing. */
export async function serveAsItComes(
  router: Router,
  ...before: RequestHandler[]
): Promise<{ url: string; close: () => void }> {
  const app = express().use(...before, (_req, _res, next) => next());
  app.use('/admin', router);
  return serve(app);
}

export async function serve(app: express.Express): Promise<{ url: string; close: () => void }> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/admin`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Somebody is signed in, in the way AdminJS's plugin looks for it. */
export function signedIn(adminUser: object): RequestHandler {
  return (req, _res, next) => {
    Object.assign(req, { session: { adminUser } });
    next();
  };
}

export function rawRouter(options: AdminJSOptions, upload: { uploadDir?: string } = {}): Router {
  return buildRouter(new AdminJS({ rootPath: '/admin', ...options }), undefined, upload);
}

export const COOKIE_PASSWORD = 'a secret that is long enough for tests';

export function rawSignInRouter(options: AdminJSOptions, upload: { uploadDir?: string } = {}): Router {
  return buildAuthenticatedRouter(
    new AdminJS({ rootPath: '/admin', ...options }),
    { authenticate: async (email) => ({ email }), cookiePassword: COOKIE_PASSWORD, cookieName: 'adminjs' },
    null,
    { secret: COOKIE_PASSWORD, resave: false, saveUninitialized: true },
    upload,
  );
}

export interface Asked {
  limit: number | undefined;
  offset: number | undefined;
  filters: Record<string, unknown>;
}

/** A list in memory that remembers how it was asked, so that a test sees what reaches a database. */
export class Notebook extends BaseResource {
  readonly asked: Asked[] = [];

  override databaseName(): string {
    return 'memory';
  }

  override databaseType(): string {
    return 'memory';
  }

  override id(): string {
    return 'notes';
  }

  override properties(): BaseProperty[] {
    return [
      new BaseProperty({ path: 'id', isId: true, type: 'number' }),
      new BaseProperty({ path: 'title' }),
      new BaseProperty({ path: 'secret' }),
    ];
  }

  override property(path: string): BaseProperty | null {
    return this.properties().find((property) => property.name() === path) ?? null;
  }

  override async count(): Promise<number> {
    return 1;
  }

  override async find(
    filter: Filter,
    { limit, offset }: { limit?: number; offset?: number },
  ): Promise<BaseRecord[]> {
    const filters = Object.fromEntries(
      Object.entries(filter.filters).map(([name, { value }]) => [name, value]),
    );
    this.asked.push({ limit, offset, filters });
    return [this.#note()];
  }

  override async findOne(): Promise<BaseRecord> {
    return this.#note();
  }

  override async findMany(): Promise<BaseRecord[]> {
    return [this.#note()];
  }

  #note(): BaseRecord {
    return new BaseRecord({ id: 1, title: 'Note', secret: 'the hidden value' }, this);
  }
}
