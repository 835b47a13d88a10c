/** One thing that must hold, as a command whose exit status says so. */
export interface Check {
  readonly name: string;
  readonly about: string;
  /** Arguments for Node, relative to the root of the repository. */
  readonly command: readonly string[];
  /** Output that means that the check did not look, although its status is 0. */
  readonly refused?: RegExp;
}

/** Longest first, so that two at a time end together. */
export const checks: readonly Check[] = [
  {
    name: 'lint',
    about: 'ESLint: promises, types, boundaries between rooms',
    command: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
    refused: /The rule will be skipped/,
  },
  {
    name: 'types',
    about: 'TypeScript, strict, over everything',
    command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--pretty', 'false'],
  },
  {
    name: 'format',
    about: 'Prettier',
    command: [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '.',
      '--log-level',
      'warn',
      '--cache',
      '--cache-strategy',
      'content',
      '--cache-location',
      '.nx/prettier-cache',
    ],
  },
  {
    name: 'files',
    about: 'dependency-cruiser: cycles, orphans, stores, resolvers',
    command: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'apps',
      'libs',
      'tools',
    ],
  },
  {
    name: 'unused',
    about: 'knip: files, exports and dependencies that nobody uses',
    command: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  },
  {
    name: 'schema',
    about: 'the public GraphQL schema composes and is the committed one',
    command: ['tools/dist/schema/main.js'],
  },
  { name: 'tidy', about: 'house rules', command: ['tools/dist/tidy/main.js'] },
  {
    name: 'licences',
    about: 'what we ship is under permissive licences',
    command: ['tools/dist/licence/main.js'],
  },
];
