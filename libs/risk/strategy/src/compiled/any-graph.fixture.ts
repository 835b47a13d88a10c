import fc from 'fast-check';
import type { Jdm, JdmNode } from '../jdm.js';
import { expressions, literals, tests } from './any-expression.fixture.js';

const keys = fc.constantFrom('a', 'b', 'x', 'some', 'deep.x', 'deep.k', 'c.d', 'c.e.f');
const frames = fc.record({
  passThrough: fc.boolean(),
  outputPath: fc.constantFrom(null, null, 'k', 'deep.m', 'x'),
});

function tableContent(): fc.Arbitrary<unknown> {
  const row = fc.record({
    a: fc.oneof(fc.constant(''), tests),
    b: fc.oneof(
      fc.constant(''),
      fc.constant(' '),
      tests.map((test) => ` ${test} `),
    ),
    c: fc.oneof(fc.constant(''), expressions),
    o: fc.oneof(literals, expressions),
    p: fc.oneof(fc.constant(''), literals),
  });
  return fc
    .tuple(
      fc.array(row, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('first', 'collect'),
      frames,
      keys,
      keys,
      fc.constantFrom('x', 'some', 'deep.x', 'x + y', 's', 'list'),
      fc.constantFrom('y', 'n', 's', 'x + s', 'deep'),
    )
    .map(([rows, hitPolicy, frame, o, p, a, b]) => ({
      hitPolicy,
      ...frame,
      inputs: [
        { id: 'a', name: 'A', field: a },
        { id: 'b', name: 'B', field: b },
        { id: 'c', name: 'C' },
      ],
      outputs: [
        { id: 'o', name: 'O', field: o },
        { id: 'p', name: 'P', field: p },
      ],
      rules: rows.map((cells, place) => ({
        _id: `r${place}`,
        ...(place % 2 ? { _description: 'said' } : {}),
        ...cells,
      })),
    }));
}

const results = fc.oneof(
  expressions,
  expressions,
  fc.constantFrom('$.a', '$.c.d', '$.a ?? 1', 'null', '{a: x, b: {c: n, d: list}}', '{x: null}'),
);
const expressionContent = fc
  .tuple(
    fc.uniqueArray(fc.tuple(keys, results), { minLength: 1, maxLength: 4, selector: ([key]) => key }),
    frames,
  )
  .map(([entries, frame]) => ({
    ...frame,
    expressions: entries.map(([key, value], place) => ({ id: String(place), key, value })),
  }));
const switchContent = fc
  .tuple(fc.constantFrom('first', 'collect'), expressions, fc.oneof(expressions, fc.constant('')))
  .map(([hitPolicy, first, second]) => ({
    hitPolicy,
    statements: [
      { id: 'one', condition: first },
      { id: 'two', condition: second },
    ],
  }));

/** Graphs of up to seven nodes in which every edge leads onward, with branches that join again. */
export const graphs: fc.Arbitrary<Jdm> = fc
  .tuple(
    fc.array(
      fc.oneof(
        tableContent().map((content) => ({ type: 'decisionTableNode', content })),
        expressionContent.map((content) => ({ type: 'expressionNode', content })),
        switchContent.map((content) => ({ type: 'switchNode', content })),
      ),
      { minLength: 1, maxLength: 5 },
    ),
    fc.infiniteStream(fc.nat(1000)),
    fc.boolean(),
  )
  .map(([middle, chance, isChain]) => graphOf(middle, () => chance.next().value as number, isChain));

function graphOf(middle: { type: string; content: unknown }[], chance: () => number, isChain: boolean): Jdm {
  const nodes: JdmNode[] = [
    { id: 'in', type: 'inputNode', name: 'In' },
    ...middle.map((node, place) => ({ id: `n${place}`, name: `N${place}`, ...node })),
    { id: 'out', type: 'outputNode', name: 'Out' },
  ];
  const links: [number, number][] = nodes
    .slice(1)
    .map((_, place) => [isChain ? place : chance() % (place + 1), place + 1]);
  if (!isChain)
    for (let more = chance() % 4; more > 0; more -= 1) {
      const to = 1 + (chance() % (nodes.length - 1));
      links.push([chance() % to, to]);
    }
  for (const place of middle.keys()) {
    if (!links.some(([from]) => from === place + 1)) links.push([place + 1, nodes.length - 1]);
  }
  const edges = links.map(([from, to], place) => {
    const source = nodes[from] as JdmNode;
    const branch = source.type === 'switchNode' ? { sourceHandle: chance() % 2 ? 'one' : 'two' } : {};
    return { id: `e${place}`, sourceId: source.id, targetId: (nodes[to] as JdmNode).id, ...branch };
  });
  return { nodes, edges };
}
