/** Imports run one way: a folder may import what stands below it, never what stands beside or above it. */
const levels = [
  ['src/main'],
  ['admin', 'src/http', 'jobs'],
  ['src/support', 'src/reconciliation', 'src/analytics'],
  ['src/billing', 'src/services'],
  ['src/credits'],
  ['src/accounts'],
  ['src/mail'],
  ['src/platform'],
];
const domains = [
  'support',
  'reconciliation',
  'analytics',
  'billing',
  'services',
  'credits',
  'accounts',
  'mail',
];

const PRODUCT = '^(src|admin|jobs)/';

const oneWay = levels.flatMap((level, depth) =>
  level.map((folder) => {
    const besideOrAbove = levels
      .slice(0, depth + 1)
      .flat()
      .filter((other) => other !== folder);
    return forbid(`one-way-from-${folder}`, {
      comment: `${folder} may import only what stands below it (docs/architecture.md).`,
      from: { path: `^${folder}/` },
      to: { path: `^(${besideOrAbove.join('|')})/` },
    });
  }),
);

const throughTheFrontDoor = domains.map((domain) =>
  forbid(`${domain}-through-index`, {
    comment: `src/${domain} is entered through its index.ts only.`,
    from: { path: '^(src|admin|jobs|sandbox|bench)/', pathNot: `^src/${domain}/` },
    to: { path: `^src/${domain}/`, pathNot: `^src/${domain}/index\\.ts$` },
  }),
);

const others = [
  forbid('product-without-sandbox', {
    comment: 'The product never knows what stands in for the world.',
    from: { path: PRODUCT },
    to: { path: '^(sandbox|bench|clients|test|prisma)/' },
  }),
  forbid('client-stands-alone', {
    comment: 'The client is published by itself: it knows the API by its document only.',
    from: { path: '^clients/typescript/' },
    to: {
      path: '^',
      pathNot: '^(clients/typescript/|node_modules/openapi-fetch/)',
      dependencyTypesNot: ['core'],
    },
  }),
  forbid('domain-speaks-sql', {
    comment: 'Prisma serves the back office only; the domain talks to PostgreSQL in SQL.',
    from: { path: PRODUCT, pathNot: '^(admin|src/main)/' },
    to: { path: '^build/prisma/|node_modules/@prisma/' },
  }),
  forbid('domain-without-queue', {
    comment: 'Enqueueing is writing an outbox row: only jobs and the composition roots know BullMQ.',
    from: { path: '^(src|admin)/', pathNot: '^src/(main/|platform/migrate\\.ts$)' },
    to: { path: 'node_modules/bullmq/' },
  }),
  forbid('stripe-behind-billing', {
    comment: 'Only billing calls Stripe; types of its SDK may travel.',
    from: { path: PRODUCT, pathNot: '^src/billing/' },
    to: { path: 'node_modules/stripe/', dependencyTypesNot: ['type-only'] },
  }),
  forbid('production-dependencies', {
    comment: 'What the product imports must be there after `npm ci --omit=dev`. Pages are bundled before.',
    from: { path: PRODUCT, pathNot: '^admin/(components/|bundle\\.ts$)' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  }),
  forbid('no-circles', {
    comment: 'Two files that need each other are one, or lack a third.',
    from: { path: PRODUCT },
    to: { circular: true },
  }),
  forbid('resolvable', { comment: 'The file is not there.', from: {}, to: { couldNotResolve: true } }),
];

function forbid(name, rule) {
  return { name: name.replaceAll('/', '-'), severity: 'error', ...rule };
}

module.exports = {
  forbidden: [...oneWay, ...throughTheFrontDoor, ...others],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '^build'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
