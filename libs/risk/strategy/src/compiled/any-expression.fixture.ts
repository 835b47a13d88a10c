import fc from 'fast-check';

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

export const literals = fc.oneof(
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

const operators = fc.constantFrom(...'+ - * / == != < <= > >= in and or ??'.split(' '), 'not in');
const functionNames = fc.constantFrom(
  ...'len upper lower trim abs floor ceil round trunc sum avg min max bool type'.split(' '),
);
const loops = fc
  .tuple(
    fc.constantFrom('filter', 'map', 'some', 'all', 'none', 'one', 'count'),
    fc.constantFrom('list', 'words', '[1, 2, x]'),
    fc.constantFrom('#', '# > x', '# == "a"', '# * 2', '# != y and t', '[#, x]'),
  )
  .map(([name, list, body]) => `${name}(${list}, ${body})`);

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
    fc.tuple(tie('operand'), operators, tie('operand')).map((parts) => parts.join(' ')),
    fc
      .tuple(tie('operand'), operators, tie('operand'), operators, tie('operand'))
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
    fc.tuple(functionNames, tie('expression')).map(([name, value]) => `${name}(${value})`),
    fc
      .tuple(fc.constantFrom('contains', 'startsWith', 'endsWith'), tie('operand'), tie('operand'))
      .map(([name, all, part]) => `${name}(${all}, ${part})`),
    loops,
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
