/**
 * Part of `npm run prisma:generate`: writes the full data model to build/prisma/datamodel.ts. The one that
 * Prisma's client carries at run time says nothing of ids, required fields or enums, which the back office needs.
 */
import { readFile, writeFile } from 'node:fs/promises';
import internals from '@prisma/internals';
import { fromRoot } from '../src/platform/root.js';

const { datamodel } = await internals.getDMMF({
  datamodel: await readFile(fromRoot('prisma/schema.prisma'), 'utf8'),
});
await writeFile(
  fromRoot('build/prisma/datamodel.ts'),
  `import type { DMMF } from '@prisma/client/runtime/client';

export const datamodel = ${JSON.stringify(datamodel, null, 1)} as unknown as DMMF.Datamodel;
`,
);
