import { parseInstant } from '@fanxing/kernel';
import { compileIndicators, parseIndicator } from '@fanxing/risk-indicators';
import { defaultPipeline, strategyStagesOf } from '@fanxing/risk-pipeline';
import { compileScorecard, type Scorecard } from '@fanxing/risk-models';
import { compileStrategy, firstStrategy } from '@fanxing/risk-strategy';
import { ownName } from '@fanxing/runtime/consent';
import { attributeOf } from '../model/characteristic.js';
import type { DecidedBy } from './find-counterfactuals.js';

function characteristic(name: string, edges: readonly number[], points: readonly number[]) {
  const bins = points.map((some, place) => {
    const [from, to] = [edges[place - 1] ?? null, edges[place] ?? null];
    const match = { kind: 'range' as const, from, to };
    return {
      label: `${from ?? ''}..${to ?? ''}`,
      match,
      rows: 50,
      bads: 5,
      weightOfEvidence: -some,
      points: some,
    };
  });
  const missing = { kind: 'missing' as const };
  return {
    name,
    type: 'numeric' as const,
    informationValue: 0.3,
    coefficient: 1,
    bins: [...bins, { label: 'missing', match: missing, rows: 9, bads: 1, weightOfEvidence: 0, points: -30 }],
  };
}

/** What a borrower does, what others say of one, what is over, and what nobody can change. */
export const scorecard: Scorecard = {
  format: 'fanxing-scorecard/1',
  trained: { rows: 100, bads: 10, seed: 1 },
  scaling: { score: 600, odds: 50, pointsToDouble: 20 },
  basePoints: 560,
  characteristics: [
    characteristic('payments.in.count.90d', [3, 10], [-40, 0, 30]),
    characteristic('payments.in.sum.30d', [500.5, 2_000], [-30, 5, 25]),
    characteristic('balances.mean.90d', [100, 1_000], [-25, 0, 20]),
    characteristic('logins.count.30d', [5], [-60, 60]),
    characteristic('creditInquiries.count.30d', [2], [60, -60]),
    characteristic('payments.in.sum.30d@30d', [400], [-60, 60]),
    characteristic('attributes.age', [30], [-60, 60]),
  ],
  quality: { auc: 0.7, ks: 0.3, gini: 0.4, brier: 0.09, logLoss: 0.3 },
  warnings: [],
};

const strategy = firstStrategy({
  currency: 'CNY',
  probabilityCutoff: 0.06,
  minimumEvents: 6,
  limitMin: '1000.00',
  limitMax: '50000.00',
  dailyRateMin: '0.0002',
  dailyRateMax: '0.0005',
});

const names = scorecard.characteristics.map(({ name }) => name);
const indicators = names.filter((name) => attributeOf(name) === undefined);

/** The strategy that a bank starts with, on a scorecard of seven characteristics. */
export const decidedBy: DecidedBy = {
  rules: {
    pipelineId: null,
    pipeline: defaultPipeline,
    stages: strategyStagesOf(defaultPipeline).map((stage) => ({
      stage,
      strategyId: 'strategy',
      version: 1,
      content: strategy,
      strategy: compileStrategy(strategy),
    })),
    strategyId: 'strategy',
    modelId: 'model',
    strategy: compileStrategy(strategy),
    scorecard: compileScorecard(scorecard),
    indicators: compileIndicators(indicators),
    eventKinds: [...new Set(indicators.map((name) => parseIndicator(name).kind))],
    signals: [],
    attributes: ['age'],
    protectedAttributes: new Set(['sex']),
  },
  strategies: [strategy],
  scorecard,
  asOf: parseInstant('2026-11-27T00:00:00Z'),
  categoryOf: (name) => ownName('EVENT_KIND', parseIndicator(name).kind),
};
