import ts from 'typescript';
import type { Rule } from '../house.js';
import { isTest, nodesOf, problemAt } from '../syntax.js';

const runners = new Set(['describe', 'it', 'test']);
const evasions = new Set(['skip', 'only', 'todo', 'failing']);
const shortForms = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe']);

/** A test that is skipped looks like one that passes; a lonely one switches all others off. */
export const noSkippedTests: Rule = ({ files }) =>
  files
    .filter(({ path }) => isTest(path))
    .flatMap((file) =>
      [...nodesOf(file)]
        .filter((node) => evades(node))
        .map((node) => problemAt(file, node, `"${node.getText(file.syntax)}": mend the test or delete it`)),
    );

function evades(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) return shortForms.has(node.text) && ts.isCallExpression(node.parent);
  if (!ts.isPropertyAccessExpression(node)) return false;
  return evasions.has(node.name.text) && runners.has(node.expression.getText().split('.')[0] ?? '');
}
