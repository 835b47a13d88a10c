import type { Jdm } from '../jdm.js';
import { partsOf, pathOf } from '../language/parts-of.js';
import type { Tree } from '../language/tree.js';
import { namesMadeBy } from './names-made.js';
import { piecesOf, readTree } from './pieces.js';

/** What a strategy reads of what it is given: `score`, `attributes.age` and `indicators["logins.count.7d"]` by their last parts. */
export interface FiguresRead {
  /** Without these it does not decide as it says: not what its own nodes make, nor `age` in `age ?? 18`. */
  readonly needed: readonly string[];
  /** Everything that it may look at; null where that can not be told, as for what only the format's engine reads. */
  readonly all: readonly string[] | null;
}

export function figuresRead({ nodes }: Jdm): FiguresRead {
  const made = new Set(nodes.flatMap(namesMadeBy));
  const [needed, optional] = [new Set<string>(), new Set<string>()];
  let isWhole = true;
  for (const { text, field } of nodes.flatMap(piecesOf)) {
    const tree = text.trim() === '' ? undefined : readTree(text, field !== undefined);
    if (tree) isWhole = collect(tree, made, needed, optional) && isWhole;
    else isWhole &&= text.trim() === '';
  }
  return { needed: [...needed], all: isWhole ? [...new Set([...needed, ...optional])] : null };
}

const scopes: ReadonlySet<string | number> = new Set(['indicators', 'signals', 'attributes']);

/** Whether each figure that is read could be named. */
function collect(tree: Tree, made: ReadonlySet<string>, needed: Set<string>, optional: Set<string>): boolean {
  const path = pathOf(tree);
  if (path === undefined) {
    const isGuarded = (part: Tree): boolean =>
      tree.kind === 'binary' && tree.operator === '??' && part === tree.left && pathOf(part) !== undefined;
    return partsOf(tree)
      .map((part) => collect(part, made, isGuarded(part) ? optional : needed, optional))
      .every(Boolean);
  }
  const [first, second] = path;
  if (first === undefined) return false;
  if (String(first).startsWith('$') || made.has(String(first))) return true;
  const name = scopes.has(first) ? second : first;
  if (name === undefined) return false;
  needed.add(String(name));
  return true;
}
