import fc from 'fast-check';
import { evaluate, unaryTest } from 'feelin';
import { simpleTest, simpleValue } from './simple-feel.js';

const number = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => Number(value.toFixed(3)) + 0),
);
const text = fc.constantFrom('a', 'b', 'A', '', 'a b', '凡星', "it's");
const blank = fc.constantFrom('', ' ');
const written = fc.oneof(
  number.map(String).filter((digits) => !digits.includes('e')),
  text.map((one) => `"${one}"`),
);
const test = fc.oneof(
  fc
    .tuple(fc.constantFrom('', '<', '<=', '>', '>='), blank, number)
    .map(([sign, gap, n]) => `${sign}${gap}${n}`),
  fc.array(text, { minLength: 1, maxLength: 3 }).map((texts) => texts.map((one) => `"${one}"`).join(', ')),
);

it('decides a test as FEEL does', () => {
  let decided = 0;
  fc.assert(
    fc.property(test, fc.oneof(number, text), (cell, value) => {
      const simple = simpleTest(cell, value);
      if (simple === undefined) return;
      decided += 1;
      expect(simple).toBe(unaryTest(cell, { '?': value }).value === true);
    }),
  );
  expect(decided).toBeGreaterThan(20);
});

it('reads a value as FEEL does', () => {
  fc.assert(
    fc.property(written, (cell) => {
      expect(simpleValue(cell, {})).toBe(evaluate(cell, {}).value);
    }),
  );
});

it('finds a figure by its name, and a constant before it', () => {
  expect(simpleValue(' Credit Score ', { 'Credit Score': 7 })).toBe(7);
  expect(['true', 'null'].map((name) => simpleValue(name, { true: 1, null: 1 }))).toEqual([true, null]);
});

it.each([
  ['[1..5]', 3],
  ['> 1, < -1', 0],
  ['> x', 3],
  ['"a\\"b"', 'a'],
  ['"a,b"', 'a'],
  ['not("a")', 'a'],
  ['> 1', '3'],
  ['1', null],
  ['"a"', ['a']],
])('leaves %s on %j to FEEL', (cell, value) => {
  expect(simpleTest(cell, value)).toBeUndefined();
});

it.each(['1 + 1', 'x', '"a" + "b"', 'date("2026-01-01")', '.5', '1e3'])('leaves %s to FEEL', (cell) => {
  expect(simpleValue(cell, {})).toBeUndefined();
});
