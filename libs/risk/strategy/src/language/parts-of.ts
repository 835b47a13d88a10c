import type { Tree } from './tree.js';

/** What stands directly within an expression. */
export function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case 'list':
      return tree.members;
    case 'object':
      return tree.entries.map(([, value]) => value);
    case 'member':
      return [tree.of];
    case 'interval':
      return [tree.low, tree.high];
    case 'binary':
      return [tree.left, tree.right];
    case 'unary':
      return [tree.operand];
    case 'choice':
      return [tree.condition, tree.yes, tree.no];
    case 'group':
      return [tree.inner];
    case 'call':
      return tree.values;
    default:
      return [];
  }
}

/** The path of a name, such as `indicators` and `payments.in.sum.30d`; undefined where the expression is no name. */
export function pathOf(tree: Tree): (string | number)[] | undefined {
  if (tree.kind === 'group') return pathOf(tree.inner);
  if (tree.kind === 'name') return tree.name === '$root' ? [] : [tree.name];
  if (tree.kind !== 'member') return undefined;
  const of = pathOf(tree.of);
  return of && [...of, tree.key];
}
