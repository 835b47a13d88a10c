import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** ESLint is an ES module with plugins that load more: it runs in a process of its own, on code that is in no file. */
const lint = `
import { ESLint } from 'eslint';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { boundaries, boundariesOfTests } from './tools/boundaries.mjs';
const rule = (depConstraints) => ['error', { depConstraints, checkNestedExternalImports: true }];
const language = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser }, plugins: { '@nx': nx } };
const eslint = new ESLint({ overrideConfigFile: true, overrideConfig: [
  { ...language, rules: { '@nx/enforce-module-boundaries': rule(boundaries) } },
  { files: ['**/*.spec.ts'], rules: { '@nx/enforce-module-boundaries': rule(boundariesOfTests) } },
] });
const answers = [];
for (const [filePath, code] of JSON.parse(process.argv[1])) {
  const [{ messages }] = await eslint.lintText(code, { filePath });
  answers.push(messages.map(({ message }) => message).join('; '));
}
console.log(JSON.stringify(answers));
`;

const cases: readonly (readonly [file: string, imported: string, refused: boolean])[] = [
  ['libs/lending/domain/src/index.ts', '@fanxing/kernel', false],
  ['libs/lending/domain/src/index.ts', '@fanxing/ledger-domain', false],
  ['libs/lending/domain/src/index.ts', '@fanxing/product-domain', true],
  ['libs/lending/domain/src/index.ts', '@fanxing/runtime/database', true],
  ['libs/lending/domain/src/index.ts', '@nestjs/common', true],
  ['libs/lending/domain/src/index.ts', 'pg', true],
  ['libs/lending/domain/src/index.ts', 'graphql', true],
  ['libs/product/domain/src/index.ts', '@fanxing/ledger-domain', true],
  ['libs/ledger/domain/src/index.ts', '@fanxing/ledger-store', true],
  ['libs/lending/contract/src/index.ts', '@fanxing/runtime/messaging', false],
  ['libs/lending/contract/src/index.ts', '@fanxing/lending-domain', true],
  ['libs/lending/service/src/index.ts', '@fanxing/lending-domain', false],
  ['libs/lending/service/src/index.ts', '@fanxing/risk-contract', false],
  ['libs/lending/service/src/index.ts', '@fanxing/ledger-store', false],
  ['libs/lending/service/src/index.ts', '@fanxing/bank', false],
  ['libs/lending/service/src/index.ts', '@fanxing/risk-models', true],
  ['libs/lending/service/src/index.ts', '@fanxing/product-domain', true],
  ['libs/lending/service/src/index.ts', '@fanxing/tenant-service', true],
  ['libs/lending/service/src/index.ts', '@fanxing/testing', true],
  ['libs/lending/service/src/loan.spec.ts', '@fanxing/testing', false],
  ['libs/lending/service/src/loan.spec.ts', '@fanxing/risk-service', true],
  ['libs/risk/service/src/index.ts', '@fanxing/risk-models', false],
  ['libs/runtime/src/database/index.ts', '@fanxing/lending-contract', true],
  ['libs/gateway/src/index.ts', '@fanxing/lending-service', true],
  ['apps/platform/src/main.ts', '@fanxing/lending-service', false],
  ['apps/platform/src/main.ts', '@fanxing/demo-app', true],
  ['apps/journeys/src/main.ts', '@fanxing/testing', false],
  ['apps/journeys/src/main.ts', '@fanxing/lending-service', true],
];

describe('boundaries between rooms', () => {
  let answers: string[];

  beforeAll(() => {
    const planted = cases.map(([file, imported]) => [file, `import '${imported}';\n`]);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', lint, JSON.stringify(planted)],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' },
      },
    );
    if (!stdout.startsWith('['))
      throw new Error(`run "npm run build" first, the graph of rooms is missing:\n${stdout}${stderr}`);
    answers = JSON.parse(stdout) as string[];
  }, 60_000);

  it.each(cases.map((each, index) => [...each, index] as const))(
    '%s importing %s is refused: %s',
    (_file, _imported, refused, index) => {
      expect({ refused: answers[index] !== '', why: answers[index] }).toMatchObject({ refused });
    },
  );
});
