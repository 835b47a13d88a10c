import { compileStrategy } from './compile-strategy.js';
import { readVerdict } from './read-verdict.js';

function expressions(values: Record<string, string>): Record<string, unknown> {
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'Input', position: { x: 0, y: 0 } },
      {
        id: 'work',
        type: 'expressionNode',
        name: 'Work',
        position: { x: 1, y: 0 },
        content: { expressions: Object.entries(values).map(([key, value]) => ({ id: key, key, value })) },
      },
      { id: 'out', type: 'outputNode', name: 'Output', position: { x: 2, y: 0 } },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'work', type: 'edge' },
      { id: 'b', sourceId: 'work', targetId: 'out', type: 'edge' },
    ],
  };
}

it('runs a strategy and tells the steps in their order, without times', async () => {
  const strategy = compileStrategy(expressions({ double: 'x * 2' }));
  const first = await strategy.evaluate({ x: 21 });
  expect(first.result).toEqual({ double: 42 });
  expect(first.trace.map(({ node }) => node)).toEqual(['in', 'work', 'out']);
  expect(first.trace[1]).toEqual({
    node: 'work',
    name: 'Work',
    output: { double: 42 },
    details: { double: { result: 42 } },
  });
  expect(await strategy.evaluate({ x: 21 })).toEqual(first);
});

it('reads indicators by names that hold dots', async () => {
  const strategy = compileStrategy(expressions({ paid: 'indicators["payments.in.sum.30d"] ?? -1' }));
  const paid = await strategy.evaluate({ indicators: { 'payments.in.sum.30d': 12.5 } });
  const unknown = await strategy.evaluate({ indicators: { 'payments.in.sum.30d': null } });
  expect([paid.result, unknown.result]).toEqual([{ paid: 12.5 }, { paid: -1 }]);
});

it('a strategy with a problem is refused with the problem', () => {
  expect(() => compileStrategy({ nodes: [], edges: [] })).toThrow(
    'The strategy can not be used: There is no input node: add exactly one (and 1 more).',
  );
  expect(() => compileStrategy(expressions({ a: '1 +' }))).toThrow('node work: the expression of a');
});

it('a strategy that stops is an error without the inside of the engine', async () => {
  const strategy = compileStrategy(expressions({ a: 'x > 1' }));
  const failure = await strategy.evaluate({ x: 'text' }).catch((error: unknown) => error);
  expect(String(failure)).toContain('The strategy can not be used: it stopped');
  expect(String(failure)).not.toContain('backtrace');
});

it('the fingerprint is of what the strategy says, not of how its picture is laid out', () => {
  const plain = compileStrategy(expressions({ a: '1' })).fingerprint;
  const moved = expressions({ a: '1' });
  (moved['nodes'] as { position: unknown }[]).forEach((node) => (node.position = { x: 9, y: 9 }));
  const reordered = Object.fromEntries(Object.entries(moved).reverse());
  expect(plain).toMatch(/^[0-9a-f]{64}$/);
  expect(compileStrategy(reordered).fingerprint).toBe(plain);
  expect(compileStrategy(expressions({ a: '2' })).fingerprint).not.toBe(plain);
});

describe('the input', () => {
  const strategy = compileStrategy(expressions({ x: 'x' }));

  it('may be as near to zero as floats go, where the engine alone would hang', async () => {
    for (const x of [1e-30, -5e-324, 1.234567890123456e-9]) {
      const { result } = await strategy.evaluate({ x });
      expect(result['x']).toBeCloseTo(x, 18);
    }
  });

  it.each([
    [{ x: Number.NaN }, 'x is NaN'],
    [{ deep: { x: Infinity } }, 'deep.x is Infinity'],
    [{ x: 1e28 }, 'x is beyond'],
    [{ x: 10n }, 'x is a bigint'],
    [{ x: [1, new Date(0)] }, 'x.1 is a object'],
  ])('%p is refused', async (input, why) => {
    await expect(strategy.evaluate(input)).rejects.toThrow(why);
  });

  it('that goes round in a circle is refused', async () => {
    const circle: Record<string, unknown> = {};
    circle['x'] = circle;
    await expect(strategy.evaluate(circle)).rejects.toThrow('levels deep');
  });
});

describe('a verdict', () => {
  it('is an approval with its terms, or a decline with its reasons', () => {
    expect(readVerdict({ outcome: 'APPROVE', reasons: [], limit: '500.00', dailyRate: '0.00050' })).toEqual({
      outcome: 'APPROVE',
      limit: '500.00',
      dailyRate: '0.0005',
    });
    expect(readVerdict({ outcome: 'DECLINE', reasons: ['ACTIVITY_STALE'] })).toEqual({
      outcome: 'DECLINE',
      reasons: ['ACTIVITY_STALE'],
    });
  });

  it.each([
    [{}, 'its reasons are undefined'],
    [{ outcome: 'MAYBE', reasons: [] }, 'not APPROVE or DECLINE'],
    [{ outcome: 'DECLINE', reasons: [] }, 'declined without a reason'],
    [{ outcome: 'DECLINE', reasons: [null] }, 'not a list of codes'],
    [{ outcome: 'APPROVE', reasons: ['X'], limit: '1', dailyRate: '0' }, 'in spite of X'],
    [{ outcome: 'APPROVE', reasons: [], dailyRate: '0.1' }, 'its limit is undefined'],
    [{ outcome: 'APPROVE', reasons: [], limit: '0.00', dailyRate: '0.1' }, 'above zero'],
    [{ outcome: 'APPROVE', reasons: [], limit: 500, dailyRate: '0.1' }, 'not a decimal text'],
    [{ outcome: 'APPROVE', reasons: [], limit: '500', dailyRate: '-0.1' }, 'its dailyRate'],
    [{ outcome: 'APPROVE', reasons: [], limit: '500', dailyRate: 'x' }, 'is not a decimal rate'],
  ])('%j is none', (result, why) => {
    expect(() => readVerdict(result)).toThrow(why);
  });
});
