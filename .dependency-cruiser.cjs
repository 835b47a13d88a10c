/** Rules between files. Rules between rooms stand in tools/boundaries.mjs. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment:
        'No file cycles at all, type imports included: what two files need of each other belongs in a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'A file that nothing imports and that starts nothing is dead.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '/(index|main)\\.ts$',
          '\\.(spec|processes|fault|bench)\\.ts$',
          '\\.d\\.ts$',
          '^tools/[^/]+\\.mjs$',
        ],
      },
      to: {},
    },
    {
      name: 'unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'store-stays-in-its-service',
      comment: 'The SQL of a service is called by its own use cases only (docs/decisions/0006).',
      severity: 'error',
      from: {
        path: '^(libs/[^/]+/[^/]+)/',
        pathNot: ['\\.(spec|suite|fixture|processes|fault)\\.ts$'],
      },
      to: { path: '\\.store\\.ts$', pathNot: '^$1/' },
    },
    {
      name: 'resolver-without-store',
      comment:
        'A resolver turns input into a use case and its result into an answer; it knows rows by their type, no SQL.',
      severity: 'error',
      from: { path: '\\.resolver\\.ts$' },
      to: { path: '\\.store\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'keycloak-connect-in-one-file',
      comment: 'Upstream calls keycloak-connect deprecated: one file knows it.',
      severity: 'error',
      from: { pathNot: '^libs/runtime/src/identity/keycloak\\.ts$' },
      to: { path: 'node_modules/keycloak-connect/' },
    },
    {
      name: 'tests-are-leaves',
      comment: 'Nothing imports a test.',
      severity: 'error',
      from: {},
      to: { path: '\\.(spec|processes|fault|bench)\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@fanxing/source', 'import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
