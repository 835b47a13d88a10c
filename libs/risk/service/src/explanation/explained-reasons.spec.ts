import { defaultPipeline, strategyStagesOf } from '@fanxing/risk-pipeline';
import { compileStrategy, pickStrategies, strategyLibrary, type Jdm } from '@fanxing/risk-strategy';
import { explainedReasons, type Basis } from './explained-reasons.js';
import { firedRules } from './fired-rules.js';

const reason = (code: string) => ({ code, text: `${code}.`, textZh: `${code}。` });

const basis: Basis = {
  strategy: { version: 4 },
  model: { code: 'first', version: 2 },
  rules: [
    {
      ...{ version: 4, node: 'activity', name: 'Recent activity', row: 2, ruleId: null, description: null },
      looked: { daysSinceLastEvent: null, score: 540 },
      gave: { 'checks.activity': '"ACTIVITY_STALE"' },
    },
  ],
  adverse: [
    { characteristic: 'payments.in.sum.90d', bin: 'below 500', points: -22, side: 'low' },
    { characteristic: 'balances.mean.90d', bin: 'missing', points: -9, side: 'missing' },
  ],
  score: 540,
  ended: { stage: 'pricing', code: 'DECISION_NOT_IN_TIME' },
};

it.each([
  [
    'the row that gave it, and what it looked at',
    'ACTIVITY_STALE',
    'Row 2 of the table “Recent activity” in version 4 of the strategy hit: daysSinceLastEvent = missing, score = 540.',
    '策略第4版决策表“Recent activity”第2行命中：daysSinceLastEvent = 缺失，score = 540。',
  ],
  [
    'the characteristic that it stands for',
    'INCOME_TOO_LOW',
    'In version 2 of the model “first” payments.in.sum.90d lay in the bin “below 500”, which added -22 points to a score of 540.',
    '模型“first”第2版中，payments.in.sum.90d 落入分箱“below 500”，对总分 540 的贡献为 -22 分。',
  ],
  [
    'the stage that was not ready in time',
    'DECISION_NOT_IN_TIME',
    'The decision did not get past the stage “pricing” of the pipeline.',
    '决策未能通过流程的“pricing”阶段。',
  ],
  [
    'an expression, where neither gave it',
    'RECENT_ARREARS',
    'An expression of version 4 of the strategy gave it.',
    '由策略第4版的表达式给出。',
  ],
])('for the regulator a reason rests on %s', (_, code, inEnglish, inChinese) => {
  expect(explainedReasons([reason(code)], basis)).toEqual([
    { ...reason(code), basis: inEnglish, basisZh: inChinese },
  ]);
});

it('tells every row of a table that collects', async () => {
  const ids = [...strategyLibrary().values()]
    .filter(({ effect, missingHits }) => effect === 'decline' && missingHits)
    .slice(0, 2)
    .map(({ id }) => id);
  const picked: Jdm = pickStrategies(ids.map((id) => ({ id })));
  const { trace } = await compileStrategy(picked).evaluate({ indicators: {} });
  const [stage] = strategyStagesOf(defaultPipeline);
  if (!stage) throw new Error('the default pipeline has no strategy');
  const fired = firedRules([{ stage, content: picked, version: 1 }], trace);
  expect(fired.map(({ row, ruleId }) => [row, ruleId])).toEqual(ids.map((id, place) => [place + 1, id]));
  expect(fired[0]?.gave).toMatchObject({ id: JSON.stringify(ids[0]), effect: '"decline"' });
});
