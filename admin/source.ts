import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../build/prisma/client.js';
import { datamodel } from '../build/prisma/datamodel.js';
import type { Db } from '../src/platform/db.js';
import type { Model } from './adapter/model.js';
import type { Delegate } from './adapter/resource.js';
import type { Source } from './resources/define.js';

/** Prisma's models on the application's own pool: its role, its limits, no second set of connections. */
export function prismaSource(db: Db): Source {
  const client = new PrismaClient({ adapter: new PrismaPg(db.pool) });
  const delegates = client as unknown as Readonly<Record<string, Delegate | undefined>>;
  return {
    model(name) {
      const model = datamodel.models.find((candidate) => candidate.name === name);
      if (!model) throw new Error(`the schema has no model ${name}`);
      return model as Model;
    },
    delegate(name) {
      const delegate = delegates[name.charAt(0).toLowerCase() + name.slice(1)];
      if (!delegate) throw new Error(`the Prisma client has no model ${name}`);
      return delegate;
    },
  };
}
