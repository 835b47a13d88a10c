import { simpleTestOf } from '../compiled/condition.js';
import type { JdmDecisionTable } from '../jdm.js';
import { BeyondCompiler } from '../language/beyond-compiler.js';
import { parseTest } from '../language/parse-test.js';
import type { Tree } from '../language/tree.js';

/** What a cell lets through: a range of numbers, some texts, or what cannot be told without the data. */
export type Region =
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'texts'; readonly texts: ReadonlySet<string> }
  | { readonly kind: 'opaque'; readonly text: string };

/** A row by its cells that ask something, each by the place of its column. */
export type RowRegion = ReadonlyMap<number, Region>;

export function regionsOf({ inputs, rules }: JdmDecisionTable): RowRegion[] {
  return rules.map((rule) => {
    const row = new Map<number, Region>();
    inputs.forEach(({ id, field }, column) => {
      const text = rule[id]?.trim() ?? '';
      if (text !== '') row.set(column, field ? regionOf(text) : { kind: 'opaque', text });
    });
    return row;
  });
}

function regionOf(text: string): Region {
  try {
    const tree = parseTest(text);
    const simple = simpleTestOf(tree);
    if (simple?.kind === 'interval') return { kind: 'range', low: simple.low, high: simple.high };
    const texts = textsOf(tree);
    return texts ? { kind: 'texts', texts: new Set(texts) } : { kind: 'opaque', text };
  } catch (error) {
    if (error instanceof BeyondCompiler) return { kind: 'opaque', text };
    throw error;
  }
}

/** The texts of `"A"`, `"A", "B"`, `["A", "B"]` and `in ["A", "B"]`. */
function textsOf(tree: Tree): string[] | undefined {
  const simple = simpleTestOf(tree);
  if (simple?.kind === 'text') return [simple.text];
  if (tree.kind !== 'binary') return undefined;
  if (tree.operator === 'or') {
    const [left, right] = [textsOf(tree.left), textsOf(tree.right)];
    return left && right ? [...left, ...right] : undefined;
  }
  if (
    tree.operator !== 'in' ||
    tree.right.kind !== 'list' ||
    tree.left.kind !== 'name' ||
    tree.left.name !== '$'
  ) {
    return undefined;
  }
  const texts = tree.right.members.map((member) => (member.kind === 'constant' ? member.value : null));
  return texts.every((text) => typeof text === 'string') ? texts : undefined;
}

/** Whether nothing at all gets through. */
export function isEmpty(region: Region): boolean {
  return region.kind === 'range' && region.low > region.high;
}

/** Whether all that `inner` lets through `outer` lets through as well; false where it can not be told. */
export function covers(outer: RowRegion, inner: RowRegion): boolean {
  for (const [column, wide] of outer) {
    const narrow = inner.get(column);
    if (!narrow || !contains(wide, narrow)) return false;
  }
  return true;
}

function contains(wide: Region, narrow: Region): boolean {
  if (wide.kind === 'range')
    return narrow.kind === 'range' && narrow.low >= wide.low && narrow.high <= wide.high;
  if (wide.kind === 'texts')
    return narrow.kind === 'texts' && [...narrow.texts].every((text) => wide.texts.has(text));
  return narrow.kind === 'opaque' && narrow.text === wide.text;
}

/** Whether some input surely gets through both; false where it can not be told. */
export function overlap(left: RowRegion, right: RowRegion): boolean {
  for (const [column, one] of left) {
    const other = right.get(column);
    if (other && !meet(one, other)) return false;
  }
  return true;
}

function meet(one: Region, other: Region): boolean {
  if (one.kind === 'range' && other.kind === 'range') {
    return Math.max(one.low, other.low) <= Math.min(one.high, other.high);
  }
  if (one.kind === 'texts' && other.kind === 'texts')
    return [...one.texts].some((text) => other.texts.has(text));
  return one.kind === 'opaque' && other.kind === 'opaque' && one.text === other.text;
}
