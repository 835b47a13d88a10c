import { Fault } from '@fanxing/kernel';
import fc from 'fast-check';
import {
  declinesOf,
  defaultPipeline,
  figuresGivenTo,
  givenToStage,
  joinResults,
  readPipeline,
  strategyStagesOf,
} from './index.js';

const admission = {
  name: 'history',
  kind: 'admission',
  inputs: ['data'],
  strategyId: 'strategy_1',
  budgetMs: 100,
};
const pricing = { ...admission, name: 'price', kind: 'pricing', inputs: ['history', 'credit'] };
const [consents, data, indicators, signals, models, credit] = defaultPipeline.stages;
const document = (...stages: unknown[]) => ({ format: 'fanxing-pipeline/1', budgetMs: 1_000, stages });

function refusal(json: unknown): { path: string | undefined; problem: unknown } {
  try {
    readPipeline(json, 'content');
  } catch (error) {
    if (error instanceof Fault) {
      expect(error.reason).toBe('PIPELINE_INVALID');
      return { path: error.path, problem: error.details['problem'] };
    }
    throw error;
  }
  throw new Error('it was taken');
}

it('the default is a pipeline like any other', () => {
  expect(readPipeline(structuredClone(defaultPipeline), 'content')).toEqual(defaultPipeline);
});

it('strategies of every kind run in the order of the document', () => {
  const pipeline = readPipeline(
    document(consents, data, indicators, signals, models, admission, { ...credit, budgetMs: 500 }, pricing),
    'content',
  );
  expect(strategyStagesOf(pipeline).map(({ name }) => name)).toEqual(['history', 'credit', 'price']);
});

it.each<[string, unknown, string, string]>([
  ['no document', 'text', 'content', 'expected object'],
  ['another format', { ...defaultPipeline, format: 'x' }, 'content.format', 'expected'],
  [
    'no consents',
    document(data, indicators, signals, models, credit),
    'content.stages',
    'exactly one stage of the kind consents',
  ],
  [
    'two that approve',
    { ...defaultPipeline, stages: [...defaultPipeline.stages, { ...credit, name: 'b' }] },
    'content.stages',
    'not 2',
  ],
  [
    'data before consents',
    document(data, consents, indicators, signals, models, credit),
    'content.stages.1.kind',
    'consents comes before data',
  ],
  [
    'data without consents',
    document(consents, { ...data, inputs: [] }, indicators, signals, models, credit),
    'content.stages.1.inputs',
    'needs the consents stage',
  ],
  [
    'an input that comes later',
    {
      ...defaultPipeline,
      stages: [...defaultPipeline.stages.slice(0, 5), { ...admission, inputs: ['credit'] }, credit],
    },
    'content.stages.5.inputs.0',
    'no stage before it is called credit',
  ],
  [
    'the strategy in force as another stage than credit',
    {
      ...defaultPipeline,
      stages: [...defaultPipeline.stages, { ...pricing, inputs: ['data'], strategyId: null }],
    },
    'content.stages.6.strategyId',
    'only the credit stage',
  ],
  [
    'a stage longer than the whole',
    document(consents, data, indicators, signals, models, credit),
    'content.stages.5.budgetMs',
    'longer',
  ],
  [
    'a source that there is not',
    document(
      consents,
      { ...data, sources: { stars: { budgetMs: 1, whenDown: { use: 'missing' } } } },
      indicators,
      signals,
      models,
      credit,
    ),
    'content.stages.1.sources',
    'Unrecognized key',
  ],
  [
    'a fallback without an end',
    document(
      consents,
      { ...data, sources: { events: { budgetMs: 1, whenDown: { use: 'last-known' } } } },
      indicators,
      signals,
      models,
      credit,
    ),
    'content.stages.1.sources.events.whenDown.maxAgeHours',
    'expected number',
  ],
])('%s is refused at its place', (_, json, path, problem) => {
  expect(refusal(json)).toEqual({
    path: expect.stringContaining(path),
    problem: expect.stringContaining(problem),
  });
});

it('a stage is given what its inputs name and nothing else', () => {
  const pipeline = readPipeline(
    document(consents, data, indicators, signals, models, admission, { ...credit, budgetMs: 9 }, pricing),
    'c',
  );
  const [first, second, third] = strategyStagesOf(pipeline);
  if (!first || !second || !third) throw new Error('a stage is missing');
  const figures = {
    eventCount: 3,
    score: 600,
    indicators: { a: 1 },
    attributes: {},
    daysSinceLastEvent: 1,
    probabilityOfBad: 0.1,
  };
  expect(givenToStage(pipeline, first, figures, {})).toEqual({
    eventCount: 3,
    attributes: {},
    daysSinceLastEvent: 1,
  });
  expect(JSON.stringify(givenToStage(pipeline, second, figures, { history: {} }))).toBe(
    JSON.stringify(figures),
  );
  expect(givenToStage(pipeline, third, figures, { history: { note: 1 }, credit: { limit: '5' } })).toEqual({
    stages: { history: { note: 1 }, credit: { limit: '5' } },
  });
  expect([...figuresGivenTo(pipeline, third)]).toEqual([]);
});

it('a stage declines by its word or by its reasons', () => {
  expect(declinesOf({ outcome: 'DECLINE', reasons: ['A'] })).toEqual(['A']);
  expect(declinesOf({ reasons: ['A'] })).toEqual(['A']);
  expect(declinesOf({ outcome: 'DECLINE' })).toEqual([]);
  expect(declinesOf({ outcome: 'APPROVE', reasons: [] })).toBeUndefined();
  expect(declinesOf({ limitMax: 5 })).toBeUndefined();
});

it('only the credit stage approves', () => {
  const result = { outcome: 'APPROVE', limit: '100.00', dailyRate: '0.0003' };
  expect(joinResults([{ kind: 'admission', result }]).outcome).toBeUndefined();
  expect(joinResults([{ kind: 'credit', result }])).toEqual({ ...result, reasons: [] });
});

it('the last limit and rate count, caps lower and additions raise, to the last digit', () => {
  const joined = joinResults([
    { kind: 'credit', result: { outcome: 'APPROVE', limit: '5000.00', dailyRate: '0.0003', limitMax: null } },
    { kind: 'limit', result: { limit: '8000.00', limitMax: 6000.129 } },
    { kind: 'pricing', result: { rateAdded: 0.00005, limitMax: 7000 } },
  ]);
  expect(joined).toMatchObject({ limit: '6000.12', dailyRate: '0.00035' });
});

it('no cap ever raises a limit, and the order of caps does not count', () => {
  const cents = fc.integer({ min: 1, max: 10_000_000 });
  fc.assert(
    fc.property(cents, fc.array(cents, { maxLength: 4 }), (limit, caps) => {
      const text = `${Math.floor(limit / 100)}.${String(limit % 100).padStart(2, '0')}`;
      const of = (order: readonly number[]) =>
        joinResults([
          { kind: 'credit', result: { outcome: 'APPROVE', limit: text, dailyRate: '0' } },
          ...order.map((cap) => ({ kind: 'limit' as const, result: { limitMax: cap / 100 } })),
        ]).limit;
      const least = Math.min(limit, ...caps);
      expect(Math.round(Number(of(caps)) * 100)).toBe(least);
      expect(of(caps.toReversed())).toBe(of(caps));
    }),
  );
});
