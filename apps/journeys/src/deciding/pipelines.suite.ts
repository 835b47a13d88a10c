import { aBorrower, type Application } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { BacktestDesk } from './backtests.fixture.js';
import { changed } from './changed-strategy.fixture.js';
import {
  applyAgain,
  credit,
  expressions,
  pipelineInput,
  pipelineOf,
  pipelineWithout,
  publishPipeline,
  publishStrategy,
  slow,
  whileDown,
  type PipelineStage,
} from './pipelines.fixture.js';

interface Kept {
  readonly pipeline: { readonly id: string } | null;
  readonly circumstances: {
    readonly fallbacks: readonly unknown[];
    readonly ended: { readonly stage: string; readonly code: string } | null;
  } | null;
  readonly stageDurations: Readonly<Record<string, number>>;
  readonly values: { readonly eventCount: number | null };
}

/** How a product is decided, as data: what it says, what it refuses, and what it does when something is late or down. */
export function pipelines(bankOf: () => Tenant): void {
  describe('a pipeline', () => {
    let slowId: string;
    let capId: string;
    let decidedFrom: string;
    const stage = (name: string, kind: string, strategyId: string, more = {}): PipelineStage => ({
      ...{ name, kind, inputs: ['data'], strategyId, budgetMs: 300 },
      ...more,
    });
    const kept = async (id: string): Promise<Kept> =>
      (
        await bankOf().lender.ask<{ decision: Kept }>(
          'query ($id: ID!) { decision(id: $id) { pipeline { id } circumstances stageDurations values } }',
          { id },
        )
      ).decision;
    const replayed = async ({ decision }: Application): Promise<boolean> =>
      (await bankOf().lender.do<{ same: boolean }>('replayDecision', { decisionId: decision.id }, 'same'))
        .same;

    beforeAll(async () => {
      decidedFrom = new Date().toISOString();
      slowId = await publishStrategy(bankOf(), 'slow', slow);
      capId = await publishStrategy(bankOf(), 'cap', expressions({ limitMax: 'eventCount * 1000' }));
    });

    it('is not needed: a product without one is decided by its strategy, and each stage is timed', async () => {
      const { id } = await aBorrower(bankOf(), 'Plain');
      const application = await applyAgain(bankOf(), id);
      expect(await kept(application.decision.id)).toMatchObject({ pipeline: null, circumstances: null });
      expect((await kept(application.decision.id)).stageDurations['credit']).toBeGreaterThan(0);
      expect(await replayed(application)).toBe(true);
    });

    it.each<[string, () => unknown, string, string]>([
      ['without the consents', () => ({ ...pipelineOf(credit), stages: [credit] }), 'stages', 'consents'],
      [
        'with a strategy that reads what its stage is not given',
        () => pipelineOf(credit, stage('cap', 'limit', capId, { inputs: ['models'] })),
        'stages.6',
        'nothing gives',
      ],
    ])('%s is refused at its place', async (_, content, place, problem) => {
      const refusal = await bankOf().riskOfficer.refusalOf(
        'publishPipeline',
        pipelineInput(bankOf(), content()),
      );
      expect(refusal.extensions).toMatchObject({
        reason: 'PIPELINE_INVALID',
        path: `input.content.${place}`,
        details: { problem: expect.stringContaining(problem) },
      });
    });

    it('names strategies that there are, and is for risk officers to publish', async () => {
      const nobodys = capId.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
      const content = pipelineOf(credit, stage('cap', 'limit', nobodys));
      const input = pipelineInput(bankOf(), content);
      const { riskOfficer, lender } = bankOf();
      expect((await riskOfficer.refusalOf('publishPipeline', input)).extensions.code).toBe('NOT_FOUND');
      expect((await lender.refusalOf('publishPipeline', input)).extensions.code).toBe('FORBIDDEN');
    });

    it('runs its stages in order and is made again to the same digest', async () => {
      const id = await publishPipeline(bankOf(), pipelineOf(credit, stage('cap', 'limit', capId)));
      const { id: borrowerId } = await aBorrower(bankOf(), 'Capped');
      const application = await applyAgain(bankOf(), borrowerId);
      expect(application.decision).toMatchObject({ outcome: 'APPROVE', limit: { amount: '3000.00' } });
      const { pipeline, circumstances, stageDurations } = await kept(application.decision.id);
      expect({ pipeline, circumstances }).toEqual({ pipeline: { id }, circumstances: null });
      expect(Object.keys(stageDurations).sort()).toEqual(['cap', 'credit', 'data']);
      expect(await replayed(application)).toBe(true);
    });

    it('is found in the list of its product', async () => {
      const { productCode, lender } = bankOf();
      const { pipelines: list } = await lender.ask<{ pipelines: { edges: { node: { version: number } }[] } }>(
        'query ($of: String) { pipelines(first: 100, productCode: $of) { edges { node { version } } } }',
        { of: productCode },
      );
      expect(list.edges.map(({ node }) => node.version)).toEqual([1]);
    });

    it('a strategy that would run for long ends in a safe answer in its time, and nobody else waits', async () => {
      await publishPipeline(bankOf(), pipelineOf(stage('fraud', 'anti-fraud', slowId), credit));
      const { id } = await aBorrower(bankOf(), 'Slow');
      const startedAt = performance.now();
      const answer = applyAgain(bankOf(), id);
      let longest = 0;
      let isDone = false;
      void answer.finally(() => (isDone = true));
      while (!isDone) {
        const askedAt = performance.now();
        await bankOf()
          .lender.ask('{ viewer { id } }')
          .catch(() => undefined);
        longest = Math.max(longest, performance.now() - askedAt);
      }
      const application = await answer;
      expect(application.decision).toMatchObject({
        outcome: 'DECLINE',
        limit: null,
        reasons: [
          {
            code: 'DECISION_NOT_IN_TIME',
            text: expect.stringContaining('nothing about you'),
            textZh: expect.stringContaining('无关'),
          },
        ],
      });
      expect(performance.now() - startedAt).toBeLessThan(4_000);
      expect(longest).toBeLessThan(1_500);
      expect(await kept(application.decision.id)).toMatchObject({
        circumstances: { fallbacks: [], ended: { stage: 'fraud', code: 'DECISION_NOT_IN_TIME' } },
      });
      expect(await replayed(application)).toBe(true);
    });

    it.each<[string, unknown, string, string]>([
      ['decides without it', { use: 'missing' }, 'DECLINE', 'HISTORY_TOO_SHORT'],
      ['declines with its own code', { use: 'decline', reason: 'COME_TOMORROW' }, 'DECLINE', 'COME_TOMORROW'],
      ['has nothing that was known', { use: 'last-known', maxAgeHours: 1 }, 'DECLINE', 'DATA_NOT_AVAILABLE'],
    ])('with a source that is down %s', async (does, whenDown, outcome, code) => {
      await publishPipeline(bankOf(), pipelineWithout(whenDown));
      const { id } = await aBorrower(bankOf(), `Down ${does}`);
      const application = await whileDown(bankOf(), () => applyAgain(bankOf(), id));
      expect(application.decision).toMatchObject({ outcome, reasons: [{ code }] });
      const { circumstances, values } = await kept(application.decision.id);
      expect(circumstances?.fallbacks).toMatchObject([{ source: 'events' }]);
      expect(values.eventCount).toBeNull();
      expect(await replayed(application)).toBe(true);
    });

    it('with a source that is down takes what was known, if it is not too old', async () => {
      await publishPipeline(bankOf(), pipelineWithout({ use: 'last-known', maxAgeHours: 1 }));
      const { id } = await aBorrower(bankOf(), 'Known');
      const before = await applyAgain(bankOf(), id);
      const application = await whileDown(bankOf(), () => applyAgain(bankOf(), id));
      expect(application.decision.outcome).toBe('APPROVE');
      expect(await kept(application.decision.id)).toMatchObject({
        circumstances: { fallbacks: [{ use: 'last-known', decisionId: before.decision.id }], ended: null },
        values: { eventCount: 3 },
      });
      expect(await replayed(application)).toBe(true);
    });

    it('of then is where a backtest runs another strategy, with its model', async () => {
      const desk = new BacktestDesk(bankOf, 'pipelines');
      const same = await desk.run({ decidedFrom, strategyId: bankOf().strategyId });
      expect(same.report).toMatchObject({
        leftOut: { notRecorded: 0, withoutConsent: 0 },
        all: {
          swaps: {
            approvedBoth: { applications: 4 },
            swapIn: { applications: 0 },
            swapOut: { applications: 0 },
          },
          // One of the four by the pipeline that caps its limit.
          money: [{ then: { exposure: '63000.00' }, draft: { exposure: '63000.00' } }],
        },
      });
      const never = changed(({ rules }) => Object.assign(rules[0] ?? {}, { history: '>= 999' }));
      const strategyId = await publishStrategy(bankOf(), 'never', never);
      const strict = await desk.run({ decidedFrom, strategyId });
      expect(strict.report?.all).toMatchObject({
        swaps: {
          approvedBoth: { applications: 0 },
          swapIn: { applications: 0 },
          swapOut: { applications: 4 },
        },
      });
    });
  });
}
