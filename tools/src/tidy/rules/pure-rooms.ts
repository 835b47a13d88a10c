import ts from 'typescript';
import type { House, HouseFile, Rule } from '../house.js';
import { isTest, nodesOf, problemAt } from '../syntax.js';

const readings: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^Date\.now$|^performance\.now$/, 'the clock'],
  [/^Math\.random$|^crypto\.(randomUUID|getRandomValues)$/, 'randomness'],
  [/^process\.(env|argv|hrtime|cwd)$/, 'the environment'],
];

const worldly =
  /^(node:)?(fs|fs\/promises|http|https|net|child_process|os|process|worker_threads|cluster|dns|tls|dgram|perf_hooks)$/;

/** A bank's folder is files: reading them is what that room is for. */
const mayReadFiles = ['scope:bank-folder'];

/** Threads that share arrays and nothing else compute the same answer sooner (docs/decisions/0095). */
const mayComputeInThreads = 'computes:in-threads';

/**
 * A pure room answers from what it is given, so that yesterday's decision can be computed again tomorrow: no clock, no
 * randomness, no environment, no input or output.
 */
export const pureRooms: Rule = (house) =>
  pureFiles(house).flatMap(({ file, tags }) =>
    [...nodesOf(file)].flatMap((node) => {
      const what = reads(node, tags);
      return what ? [problemAt(file, node, `a pure room reads ${what}: take it as a parameter`)] : [];
    }),
  );

function pureFiles(house: House): { file: HouseFile; tags: readonly string[] }[] {
  return house.rooms
    .filter(({ tags }) => tags.includes('type:domain'))
    .flatMap(({ folder, tags }) =>
      house.files
        .filter(({ path }) => path.startsWith(`${folder}/src/`) && !isTest(path))
        .map((file) => ({ file, tags })),
    );
}

function reads(node: ts.Node, tags: readonly string[]): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText();
    return readings.find(([pattern]) => pattern.test(text))?.[1];
  }
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const isNow = node.expression.getText() === 'Date' && !node.arguments?.length;
    return isNow ? 'the clock' : undefined;
  }
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const { text } = node.moduleSpecifier;
    const isThreads = text === 'node:worker_threads' && tags.includes(mayComputeInThreads);
    return worldly.test(text) && !isThreads && !tags.some((tag) => mayReadFiles.includes(tag))
      ? `the world by "${text}"`
      : undefined;
  }
  return undefined;
}
