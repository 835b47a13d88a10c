/** Which room may depend on which, by the tags in its package.json; enforced by lint (`eslint.config.mjs`). */
const scopes = ['tenant', 'product', 'risk', 'lending', 'billing'];
const frameworks = [
  '@nestjs/*',
  '@apollo/*',
  'typeorm',
  'pg',
  'graphql*',
  'fastify',
  'graphile-worker',
  'graphql',
];

/** Every constraint that matches a room must hold. */
export const boundaries = [
  { sourceTag: 'type:domain', onlyDependOnLibsWithTags: ['type:domain'], bannedExternalImports: frameworks },
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: ['scope:kernel', 'type:runtime'] },
  {
    sourceTag: 'type:service',
    onlyDependOnLibsWithTags: [
      'type:domain',
      'type:contract',
      'type:runtime',
      'type:ledger-store',
      'type:bank',
    ],
  },
  { sourceTag: 'type:runtime', onlyDependOnLibsWithTags: ['scope:kernel'] },
  {
    sourceTag: 'type:ledger-store',
    onlyDependOnLibsWithTags: ['scope:ledger', 'scope:kernel', 'type:runtime'],
  },
  { sourceTag: 'type:bank', onlyDependOnLibsWithTags: ['scope:kernel', 'type:runtime'] },
  { sourceTag: 'type:gateway', onlyDependOnLibsWithTags: ['scope:kernel', 'type:runtime'] },
  { sourceTag: 'type:identity-provider', onlyDependOnLibsWithTags: ['scope:kernel', 'type:runtime'] },
  { sourceTag: 'type:sandbox-bank', onlyDependOnLibsWithTags: ['scope:kernel', 'type:runtime'] },
  {
    sourceTag: 'type:testing',
    onlyDependOnLibsWithTags: [
      'type:domain',
      'type:runtime',
      'type:bank',
      'type:sandbox-bank',
      'type:identity-provider',
    ],
  },
  { sourceTag: 'type:app', notDependOnLibsWithTags: ['type:app', 'type:tools'] },
  {
    sourceTag: 'scope:journeys',
    onlyDependOnLibsWithTags: ['type:testing', 'scope:kernel', 'scope:bank-folder', 'scope:sandbox-bank'],
  },
  { sourceTag: 'type:tools', onlyDependOnLibsWithTags: ['type:tools'] },
  { sourceTag: 'scope:kernel', onlyDependOnLibsWithTags: ['scope:kernel'] },
  { sourceTag: 'scope:ledger', onlyDependOnLibsWithTags: ['scope:ledger', 'scope:kernel', 'scope:runtime'] },
  { sourceTag: 'scope:bank-folder', onlyDependOnLibsWithTags: ['scope:bank-folder', 'scope:kernel'] },
  ...scopes.flatMap((scope) => [
    {
      allSourceTags: ['type:domain', `scope:${scope}`],
      onlyDependOnLibsWithTags: [
        `scope:${scope}`,
        'scope:kernel',
        ...(['lending', 'billing'].includes(scope) ? ['scope:ledger'] : []),
      ],
    },
    {
      allSourceTags: ['type:service', `scope:${scope}`],
      onlyDependOnLibsWithTags: [
        `scope:${scope}`,
        'type:contract',
        'scope:kernel',
        'scope:runtime',
        'scope:ledger',
        'scope:bank',
      ],
    },
  ]),
];

/** Tests may also use the builders of real things; these stand on the rooms that they help to test. */
export const boundariesOfTests = boundaries.map((constraint) =>
  constraint.onlyDependOnLibsWithTags
    ? {
        ...constraint,
        onlyDependOnLibsWithTags: [
          ...constraint.onlyDependOnLibsWithTags,
          'type:testing',
          'type:sandbox-bank',
          'type:identity-provider',
        ],
      }
    : constraint,
);
