import type { Jdm } from '../jdm.js';
import { constantOf } from '../compiled/condition.js';
import { partsOf, pathOf } from '../language/parts-of.js';
import { comparisons, type Tree } from '../language/tree.js';
import { piecesOf, readTree } from '../review/pieces.js';

/** A figure's present value by its path, such as `indicators` and `payments.in.sum.30d`. */
export type PresentFigure = (path: readonly (string | number)[]) => number | null;

/**
 * The numbers that a strategy compares figures with, by the figure's path joined with dots. Where it compares with
 * another figure (`a > 0.5 * b`), the threshold is what that comes to at present. An expression that only the format's
 * engine reads gives none.
 */
export function thresholdsOf({ nodes }: Jdm, present: PresentFigure): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const { text, field } of nodes.flatMap(piecesOf)) {
    if (text.trim() === '') continue;
    const tree = readTree(text, field !== undefined);
    const subject = field === undefined ? undefined : readTree(field, false);
    if (tree) collect(tree, subject, present, found);
  }
  return found;
}

function collect(
  tree: Tree,
  subject: Tree | undefined,
  present: PresentFigure,
  found: Map<string, Set<number>>,
): void {
  if (tree.kind === 'binary' && comparisons.has(tree.operator)) {
    note(tree.left, tree.right, subject, present, found);
    note(tree.right, tree.left, subject, present, found);
  }
  for (const part of partsOf(tree)) collect(part, subject, present, found);
}

function note(
  figure: Tree,
  bound: Tree,
  subject: Tree | undefined,
  present: PresentFigure,
  found: Map<string, Set<number>>,
): void {
  const path = pathOf(figure.kind === 'name' && figure.name === '$' && subject ? subject : figure);
  if (path === undefined) return;
  const bounds =
    bound.kind === 'interval' ? [bound.low, bound.high] : bound.kind === 'list' ? bound.members : [bound];
  const key = path.join('.');
  for (const one of bounds) {
    const value = numberOf(one, present);
    if (value === undefined) continue;
    const known = found.get(key);
    if (known) known.add(value);
    else found.set(key, new Set([value]));
  }
}

function numberOf(tree: Tree, present: PresentFigure): number | undefined {
  const constant = constantOf(tree);
  if (typeof constant === 'number') return constant;
  if (tree.kind === 'group') return numberOf(tree.inner, present);
  if (tree.kind === 'binary') {
    const [left, right] = [numberOf(tree.left, present), numberOf(tree.right, present)];
    if (left === undefined || right === undefined) return undefined;
    const value = { '+': left + right, '-': left - right, '*': left * right, '/': left / right }[
      tree.operator as string
    ];
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  }
  const path = pathOf(tree);
  return path && (present(path) ?? undefined);
}
