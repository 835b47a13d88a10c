import { aBorrower, aLine, apply } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { changed } from './changed-strategy.fixture.js';

interface Explanation {
  readonly outcome: string;
  readonly reasons: readonly Record<string, string>[];
  readonly rules: readonly unknown[];
  readonly figures: readonly { readonly name: string; readonly value: unknown }[];
  readonly counterfactuals: readonly { readonly changes: readonly unknown[]; readonly answer: unknown }[];
  readonly searchIsComplete: boolean;
}

const query = `query ($id: ID!) { explainDecision(decisionId: $id) {
  outcome searchIsComplete
  reasons { code text textZh basis basisZh }
  rules { node name row ruleId description looked gave }
  figures { name value meaning meaningZh unit unitZh points bin }
  counterfactuals { changes { name from to meaning meaningZh unit unitZh } answer }
} }`;

const tooShortAHistory = {
  outcome: 'DECLINE',
  searchIsComplete: true,
  reasons: [
    {
      code: 'HISTORY_TOO_SHORT',
      text: 'Your history with the bank is still too short for a decision.',
      textZh: '您在本行的历史记录尚短，暂无法评估。',
      basis: 'Row 2 of the table “Enough history” in version 1 of the strategy hit: eventCount = 2.',
      basisZh: '策略第1版决策表“Enough history”第2行命中：eventCount = 2。',
    },
  ],
  rules: [
    {
      node: 'table',
      name: 'Enough history',
      row: 2,
      ruleId: 'short',
      looked: { eventCount: 2 },
      gave: {
        outcome: '"DECLINE"',
        reasons: '["HISTORY_TOO_SHORT"]',
        limit: 'null',
        dailyRate: 'null',
      },
    },
  ],
  counterfactuals: [
    {
      changes: [
        {
          name: 'eventCount',
          from: 2,
          to: 3,
          meaning: 'number of events before the decision',
          meaningZh: '决策前的事件数',
          unit: 'events',
          unitZh: '笔',
        },
      ],
      answer: { outcome: 'APPROVE', limit: '20000.00' },
    },
  ],
};

/** Why a decision came out as it did, and what would turn it. */
export function explaining(bankOf: () => Tenant): void {
  describe('a decision that is explained', () => {
    const explain = async (id: string): Promise<Explanation> =>
      (await bankOf().lender.ask<{ explainDecision: Explanation }>(query, { id })).explainDecision;

    it('tells a declined borrower why, on what, and what would turn it', async () => {
      const { id: borrowerId, consentId } = await aBorrower(bankOf(), 'Zhou', 2);
      const { decision } = await apply(bankOf(), borrowerId);
      const explained = await explain(decision.id);
      expect(explained).toMatchObject(tooShortAHistory);
      await bankOf().lender.do('withdrawConsent', { consentId }, 'withdrawnAt');
      expect(await explain(decision.id)).toEqual(explained);
      const [read] = await queryAll(
        bankOf().platform,
        `SELECT count(*)::int AS reads FROM audit.event WHERE action = 'readDecision' AND subject_id = $1`,
        [decision.id],
      );
      expect(read).toEqual({ reads: 2 });
    });

    it('tells every value with its meaning and unit, and what it added to the score', async () => {
      const { id: borrowerId } = await aBorrower(bankOf(), 'Wu', 2);
      const { decision } = await apply(bankOf(), borrowerId);
      const explained = await explain(decision.id);
      expect(explained.figures).toContainEqual({
        name: 'indicators.payments.in.count.90d',
        value: 2,
        meaning: 'number of incoming payment events in the 90 days (of 24 hours) before the decision',
        meaningZh: '决策前90天（每天24小时）内，流入的 payment 事件的笔数',
        unit: 'events',
        unitZh: '笔',
        points: -60,
        bin: 'fewer than 3',
      });
      const names = explained.figures.map(({ name }) => name);
      expect(names).toEqual([
        ...['eventCount', 'daysSinceLastEvent', 'probabilityOfBad', 'score'],
        'indicators.payments.in.count.90d',
      ]);
    });

    it('is refused, and says so, where there are more reasons than an explanation holds', async () => {
      const { riskOfficer, lender, productCode, productId, modelId } = bankOf();
      const publish = (idempotencyKey: string, content: unknown) =>
        riskOfficer.do('publishStrategy', { idempotencyKey, productCode, modelId, content }, 'id');
      const codes = Array.from({ length: 101 }, (_, place) => `OWN_${place}`);
      await publish(
        'many reasons',
        changed(({ rules }) => Object.assign(rules[1] ?? {}, { reasons: JSON.stringify(codes) })),
      );
      const { id: borrowerId } = await aBorrower(bankOf(), 'Zheng the First', 2);
      const { decision } = await lender.do<{ decision: { id: string } }>(
        'applyForCredit',
        { idempotencyKey: 'many reasons', borrowerId, productId },
        'decision { id }',
      );
      await publish(
        'few reasons again',
        changed(() => undefined),
      );
      const { errors } = await lender.send(query, { id: decision.id });
      expect(errors[0]?.extensions).toMatchObject({
        reason: 'LIST_TOO_LONG',
        details: { list: 'DecisionExplanation.reasons', limit: 100 },
      });
    });

    it('of an approval has rules and figures, and nothing to turn', async () => {
      const { decisionId } = await aLine(bankOf(), 'Qian');
      expect(await explain(decisionId)).toMatchObject({
        outcome: 'APPROVE',
        reasons: [],
        rules: [{ row: 1, looked: { eventCount: 3 } }],
        counterfactuals: [],
      });
    });
  });
}
