import type { Jdm } from '../jdm.js';

export interface WideRule {
  readonly id: string;
  readonly conditions: readonly { readonly field: string; readonly low: number; readonly high: number }[];
}

/** Rules of three ranges each over a hundred fields, always the same ones. */
export function wideRules(count: number, fields = 100): WideRule[] {
  const random = seeded(7);
  return Array.from({ length: count }, (_, place) => {
    const chosen = new Set<number>();
    while (chosen.size < 3) chosen.add(Math.floor(random() * fields));
    const conditions = [...chosen].map((field) => {
      const low = Math.floor(random() * 900);
      return { field: `f${field}`, low, high: low + 100 + Math.floor(random() * 300) };
    });
    return { id: `r${place}`, conditions };
  });
}

export function wideInput(seed: number, fields = 100): Record<string, number> {
  const random = seeded(seed);
  return Object.fromEntries(
    Array.from({ length: fields }, (_, place) => [`f${place}`, Math.floor(random() * 1000)]),
  );
}

/** The rules as one collecting table with a column a field. */
export function wideTable(rules: readonly WideRule[], fields = 100): Jdm {
  const inputs = Array.from({ length: fields }, (_, place) => ({
    id: `c${place}`,
    name: `f${place}`,
    field: `f${place}`,
  }));
  const rows = rules.map(({ id, conditions }) => {
    const row: Record<string, string> = { _id: id, hit: JSON.stringify(id) };
    for (const column of inputs) row[column.id] = '';
    for (const { field, low, high } of conditions) row[`c${field.slice(1)}`] = `[${low}..${high}]`;
    return row;
  });
  const content = {
    hitPolicy: 'collect',
    inputs,
    outputs: [{ id: 'hit', name: 'hit', field: 'hit' }],
    rules: rows,
    outputPath: 'hits',
    passThrough: false,
  };
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'In' },
      { id: 'table', type: 'decisionTableNode', name: 'Table', content },
      { id: 'out', type: 'outputNode', name: 'Out' },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table' },
      { id: 'b', sourceId: 'table', targetId: 'out' },
    ],
  };
}

/** A small generator of the same numbers everywhere (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
