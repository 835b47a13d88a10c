import ts from 'typescript';
import type { HouseFile, Problem } from './house.js';

/** Every node of a file, parents before children. */
export function* nodesOf(file: HouseFile): Generator<ts.Node> {
  if (file.syntax) yield* below(file.syntax);
}

function* below(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    children.push(child);
  });
  for (const child of children) yield* below(child);
}

export function lineOf(file: HouseFile, position: number): number {
  if (file.syntax) return file.syntax.getLineAndCharacterOfPosition(position).line + 1;
  return file.text.slice(0, position).split('\n').length;
}

export function problemAt(file: HouseFile, node: ts.Node, message: string): Problem {
  return { path: file.path, line: lineOf(file, node.getStart(file.syntax)), message };
}

export function isTest(path: string): boolean {
  return /\.(spec|suite|fixture|processes|fault|bench)\.ts$/.test(path);
}
