import { evaluateExpressionSync, evaluateUnaryExpressionSync, ZenEngine } from '@gorules/zen-engine';
import fc from 'fast-check';
import type { Jdm, JdmNode } from '../jdm.js';
import { compileExpression } from '../language/compile-expression.js';
import { parseExpression } from '../language/parse-expression.js';
import { parseTest } from '../language/parse-test.js';
import { StrategyStop } from '../language/strategy-stop.js';
import { isObject } from '../language/value.js';
import { adopt, PlainValues } from './plain-value.js';

export type Answer = { readonly value: unknown } | 'stops';

/** What the format's own engine answers. */
export function engineAnswer(text: string, data: object): Answer {
  try {
    return { value: evaluateExpressionSync(text, data) as unknown };
  } catch {
    return 'stops';
  }
}

export function engineTest(text: string, data: object, subject: unknown): boolean {
  try {
    return evaluateUnaryExpressionSync(text, { ...data, $: subject });
  } catch {
    return false;
  }
}

/** What the compiler answers; throws BeyondCompiler where it leaves the expression to the engine. */
export function ourAnswer(text: string, data: object): Answer {
  const work = compileExpression(parseExpression(text), 'condition');
  try {
    return { value: new PlainValues().of(work(scopeOver(data, null))) };
  } catch (error) {
    if (error instanceof StrategyStop) return 'stops';
    throw error;
  }
}

export function ourTest(text: string, data: object, subject: unknown): boolean {
  const work = compileExpression(parseTest(text), 'test');
  try {
    return work(scopeOver(data, subject)) === true;
  } catch (error) {
    if (error instanceof StrategyStop) return false;
    throw error;
  }
}

function scopeOver(data: object, subject: unknown): Parameters<ReturnType<typeof compileExpression>>[0] {
  const adopted = adopt(data);
  if (!isObject(adopted)) throw new Error('the data must be an object');
  return { data: adopted, subject: adopt(subject), item: null, limits: { turns: 10_000 } };
}

const engine = new ZenEngine();

/** A whole graph on the engine, in the shape of our results. */
export async function engineRun(jdm: Jdm, input: object): Promise<unknown> {
  const outcome = await engine.createDecision(jdm).safeEvaluate(input, { trace: true });
  if (!outcome.success) return 'stops';
  // Where no branch leads to an output, the engine answers with what was left over; the compiler stops.
  if (!outcome.data.trace?.['out']) return 'stops';
  const steps = Object.values(outcome.data.trace ?? {}).sort((left, right) => left.order - right.order);
  return {
    result: outcome.data.result as unknown,
    trace: steps.map(({ id, name, output, traceData }) => ({
      node: id,
      name,
      output: output as unknown,
      details: (traceData ?? null) as unknown,
    })),
  };
}

/** Numbers as applications hold them, none so large that the engine, which then ends the process, could overflow. */
export const numbers = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => cents / 100),
  fc.double({ min: -1000, max: 1000, noNaN: true }).map((value) => (Math.abs(value) < 1e-5 ? 0 : value)),
);
const words = fc.constantFrom('', 'a', 'b', 'ab', '0', 'true', '日本');

export const inputs = fc.record({
  x: numbers,
  y: numbers,
  s: words,
  t: fc.boolean(),
  n: fc.constant(null),
  list: fc.array(numbers, { maxLength: 4 }),
  words: fc.array(words, { maxLength: 3 }),
  deep: fc.record({ x: fc.option(numbers), 'a.b': fc.option(numbers), s: words }),
  some: fc.option(fc.oneof(numbers, words, fc.boolean())),
});

const literals = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map(String),
  fc.integer({ min: 0, max: 100_000 }).map((cents) => (cents / 100).toFixed(2)),
  fc.constantFrom(
    '0',
    '1',
    '3',
    '7',
    '0.1',
    '1e2',
    '2.5e-3',
    'null',
    'true',
    'false',
    '"a"',
    "'b'",
    '""',
    '"日本"',
  ),
);
const names = fc.constantFrom(
  'x',
  'y',
  's',
  't',
  'n',
  'list',
  'words',
  'some',
  'missing',
  'deep.x',
  'deep["a.b"]',
  'deep.s',
  'list[0]',
  'words[1]',
  'deep.x.z',
  '$root.x',
  'deep',
);

/** Expressions of every kind that is compiled; many of them misfits, which must misfit in both. */
export const { expression: expressions } = fc.letrec<{ expression: string; operand: string }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    literals,
    names,
    names,
    tie('expression').map((inner) => `(${inner})`),
  ),
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    names,
    literals,
    fc
      .tuple(
        tie('operand'),
        fc.constantFrom(
          '+',
          '-',
          '*',
          '/',
          '==',
          '!=',
          '<',
          '<=',
          '>',
          '>=',
          'in',
          'not in',
          'and',
          'or',
          '??',
        ),
        tie('operand'),
      )
      .map((parts) => parts.join(' ')),
    fc
      .tuple(
        tie('operand'),
        fc.constantFrom('+', '*', '/', '<', 'and', '??'),
        tie('operand'),
        fc.constantFrom('-', '/', '>=', 'or', '=='),
        tie('operand'),
      )
      .map((parts) => parts.join(' ')),
    fc.tuple(fc.constantFrom('not ', '-', '!', '+'), tie('operand')).map((parts) => parts.join('')),
    fc
      .tuple(tie('operand'), tie('operand'), tie('operand'))
      .map(([test, yes, no]) => `${test} ? ${yes} : ${no}`),
    fc
      .tuple(
        tie('operand'),
        fc.constantFrom('[', '('),
        tie('operand'),
        tie('operand'),
        fc.constantFrom(']', ')'),
      )
      .map(([value, open, low, high, close]) => `${value} in ${open}${low}..${high}${close}`),
    fc.array(tie('expression'), { maxLength: 3 }).map((members) => `[${members.join(', ')}]`),
    fc
      .tuple(
        fc.constantFrom(
          'len',
          'upper',
          'lower',
          'trim',
          'abs',
          'floor',
          'ceil',
          'round',
          'trunc',
          'sum',
          'avg',
          'min',
          'max',
          'bool',
          'type',
        ),
        tie('expression'),
      )
      .map(([name, value]) => `${name}(${value})`),
    fc
      .tuple(fc.constantFrom('contains', 'startsWith', 'endsWith'), tie('operand'), tie('operand'))
      .map(([name, all, part]) => `${name}(${all}, ${part})`),
    fc
      .tuple(
        fc.constantFrom('filter', 'map', 'some', 'all', 'none', 'one', 'count'),
        fc.constantFrom('list', 'words', '[1, 2, x]'),
        fc.constantFrom('#', '# > x', '# == "a"', '# * 2', '# != y and t', '[#, x]'),
      )
      .map(([name, list, body]) => `${name}(${list}, ${body})`),
  ),
}));

const parts = fc.oneof(
  fc
    .tuple(fc.constantFrom('>', '>=', '<', '<=', '==', '!=', 'in', 'not in'), expressions)
    .map((two) => two.join(' ')),
  fc
    .tuple(
      fc.constantFrom('>', '>=', '<', '<=', '==', '!=', ''),
      fc.oneof(numbers.filter((value) => !/e/.test(String(value))).map(String), literals),
    )
    .map((two) => two.join(' ').trim()),
  fc
    .tuple(fc.constantFrom('[', '('), numbers, numbers, fc.constantFrom(']', ')'))
    .map(([open, a, b, close]) => `${open}${Math.round(a)}..${Math.round(b)}${close}`),
  expressions,
  fc.constantFrom(
    '$',
    '$ > x',
    'contains($, "a")',
    'len($) > 1',
    '$.x > 1',
    'some($, # > 1)',
    'not $',
    '$ in list',
    '["a", "b"]',
    'null',
    '$ != null',
  ),
);

/** Tests of a field as cells hold them. */
export const tests = fc
  .tuple(parts, fc.array(fc.tuple(fc.constantFrom(' and ', ' or ', ', '), parts), { maxLength: 2 }))
  .map(([first, more]) => first + more.map((two) => two.join('')).join(''));

export const subjects = fc.oneof(
  numbers,
  words,
  fc.boolean(),
  fc.constant(null),
  fc.array(numbers, { maxLength: 3 }),
  fc.constant({ x: 5 }),
);

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
