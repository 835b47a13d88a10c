import fc from 'fast-check';
import { operation } from './contract.js';
import { mustBeJson } from './json-safe.js';

describe('a value that crosses between services', () => {
  it('is accepted if JSON gives it back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        fc.pre(JSON.stringify(JSON.parse(JSON.stringify(value))) === JSON.stringify(value));
        expect(() => mustBeJson('call', 'input', value)).not.toThrow();
      }),
    );
  });

  it('may leave out optional members and answer nothing', () => {
    expect(() => mustBeJson('call', 'output', undefined)).not.toThrow();
    expect(() => mustBeJson('call', 'output', { note: undefined })).not.toThrow();
  });

  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  it.each([
    [{ amount: 1n }, 'input.amount is a bigint'],
    [[{ at: new Date(0) }], 'input[0].at is a Date'],
    [{ a: { b: [1, Number.NaN] } }, 'input.a.b[1] is a number-not-finite'],
    [{ lines: new Map() }, 'input.lines is a Map'],
    [{ call: () => 1 }, 'input.call is a function'],
    [[undefined], 'input[0] is a undefined'],
    [{ key: Symbol('x') }, 'input.key is a symbol'],
  ])('is refused with its place otherwise (%#)', (value, problem) => {
    expect(() => mustBeJson('call', 'input', value)).toThrow(`call: ${problem}`);
  });

  it('is refused if it contains itself', () => {
    expect(() => mustBeJson('call', 'input', cycle)).toThrow('is a cycle');
  });

  it('is refused by the compiler already where the contract is declared', () => {
    // @ts-expect-error an amount is a decimal string
    operation<{ amount: bigint }, string>();
    // @ts-expect-error an instant is text
    operation<string, { at: Date }>();
    operation<{ readonly items?: readonly { id: string; rest: unknown }[] }, void>();
    expect.assertions(0);
  });
});
