import ts from 'typescript';
import type { HouseFile, Problem, Rule } from '../house.js';
import { lineOf, nodesOf, problemAt } from '../syntax.js';

const fileLinesMax = 300;
const functionLinesMax = 70;
const readmeLinesMax = 40;

/** Composed, not written: the parts that it is made of are held to the rule. */
const composed = 'libs/gateway/schema.graphql';

/** A file that nobody reads to its end hides two ideas. */
export const fileSize: Rule = ({ files }) =>
  files
    .filter(({ path }) => /\.(tsx?|mjs|cjs|graphql|sql)$/.test(path) && path !== composed)
    .flatMap((file) => tooLong(file, fileLinesMax, 'move one idea into a file of its own'));

export const readmeSize: Rule = ({ files }) =>
  files
    .filter(({ path }) => /^(apps|libs|tools)\/.*README\.md$/.test(path))
    .flatMap((file) => tooLong(file, readmeLinesMax, 'a sign at the door, the rest belongs in docs/'));

/** A function fits a screen; `describe`, and a function that holds one in a suite, is a heading. */
export const functionSize: Rule = ({ files }) =>
  files.flatMap((file) =>
    [...nodesOf(file)].filter(ts.isFunctionLike).flatMap((node) => {
      const lines = lineOf(file, node.end) - lineOf(file, node.getStart(file.syntax)) + 1;
      if (lines <= functionLinesMax || isHeading(file, node)) return [];
      return [
        problemAt(
          file,
          node,
          `the function has ${lines} lines, at most ${functionLinesMax}: give its parts names`,
        ),
      ];
    }),
  );

function tooLong({ path, text }: HouseFile, max: number, how: string): Problem[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > max ? [{ path, message: `${lines} lines, at most ${max}: ${how}` }] : [];
}

function isHeading({ path }: HouseFile, node: ts.Node): boolean {
  if (path.endsWith('.suite.ts') && /^\s*(describe|it|test)\b/m.test(node.getText())) return true;
  return (
    node.parent && ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText())
  );
}
