import type { Jdm } from '../jdm.js';
import { partsOf, pathOf } from '../language/parts-of.js';
import type { Tree } from '../language/tree.js';
import { piecesOf, readTree } from './pieces.js';

/** The indicators that a strategy names, `indicators["payments.in.sum.30d"]`, each once, in the order of the document. */
export function indicatorsRead(strategy: Jdm): string[] {
  return namesRead(strategy, 'indicators');
}

/** The signals that a strategy names, `signals["place.safeShare"]`, likewise. */
export function signalsRead(strategy: Jdm): string[] {
  return namesRead(strategy, 'signals');
}

/** What only the format's engine reads is not looked into. */
function namesRead({ nodes }: Jdm, root: string): string[] {
  const names = new Set<string>();
  for (const { text, field } of nodes.flatMap(piecesOf)) {
    const tree = text.trim() === '' ? undefined : readTree(text, field !== undefined);
    if (tree) collect(tree, root, names);
  }
  return [...names];
}

function collect(tree: Tree, root: string, names: Set<string>): void {
  const [first, name] = pathOf(tree) ?? [];
  if (first === root && typeof name === 'string') names.add(name);
  else for (const part of partsOf(tree)) collect(part, root, names);
}
