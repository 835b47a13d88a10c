import { aBorrower } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { changed } from './changed-strategy.fixture.js';
import { anApplicant } from './backtests.fixture.js';
import { guardRails, othersWithLoans, passDays } from './experiments.fixture.js';
import { applyAgain, publishStrategy } from './pipelines.fixture.js';

interface Experiment {
  readonly id: string;
  readonly status: string;
  readonly step: number;
  readonly breaches: readonly { readonly rail: string }[];
  readonly arms: readonly Readonly<Record<string, unknown>>[];
}

const fields = `id status step breaches
  arms { arm decided approved swappedIn swappedOut loans lateLoans declinedFor groups }`;

const noLoans = { loans: 0, lateLoans: 0 };

/** Other rules on a part of the applications, or beside the answer on all of them. */
export function experiments(bankOf: () => Tenant): void {
  describe('an experiment', () => {
    let easierId: string;
    let strictId: string;
    let started = 0;

    const input = (more: Record<string, unknown>) => ({
      ...{ idempotencyKey: `experiment ${(started += 1)}`, productCode: bankOf().productCode, name: 'Trial' },
      ...{ mode: 'SHADOW', strategyId: easierId, guardRails },
      ...more,
    });
    const start = (more: Record<string, unknown>): Promise<Experiment> =>
      bankOf().riskOfficer.do<Experiment>('startExperiment', input(more), fields);
    const stop = (experimentId: string): Promise<Experiment> =>
      bankOf().riskOfficer.do<Experiment>('stopExperiment', { experimentId }, fields);
    const read = async (id: string): Promise<Experiment> =>
      (
        await bankOf().lender.ask<{ experiment: Experiment }>(
          `query ($id: ID!) { experiment(id: $id) { ${fields} } }`,
          { id },
        )
      ).experiment;
    const decisionOf = async (id: string) =>
      (
        await bankOf().lender.ask<{ decision: Record<string, unknown> }>(
          'query ($id: ID!) { decision(id: $id) { experimentId arm strategy { id } } }',
          { id },
        )
      ).decision;
    const counted = (id: string, place: number, decided: number): Promise<Experiment> =>
      eventually(20_000, async () => {
        const experiment = await read(id);
        return experiment.arms[place]?.['decided'] === decided ? experiment : undefined;
      });
    /** The job that looks after it comes once a minute. */
    const watchNow = () =>
      queryAll(
        bankOf().platform,
        `UPDATE job_risk._private_jobs SET run_at = now() WHERE key LIKE 'watch/%'`,
      );

    beforeAll(async () => {
      const easier = changed(({ rules }) => Object.assign(rules[0] ?? {}, { history: '>= 2' }));
      easierId = await publishStrategy(bankOf(), 'easier', easier);
      const strict = changed(({ rules }) => Object.assign(rules[0] ?? {}, { history: '>= 1000' }));
      strictId = await publishStrategy(bankOf(), 'strict', strict);
    });

    it.each<[string, () => Record<string, unknown>, string]>([
      ['no step', () => ({ mode: 'PILOT' }), 'input.steps'],
      ['nothing to try', () => ({ strategyId: bankOf().strategyId }), 'input.strategyId'],
      ['neither strategy nor pipeline', () => ({ strategyId: null }), 'input.strategyId'],
      [
        'a rail that a shadow run can not leave',
        () => ({ guardRails: { ...guardRails, earlyDelinquencyWithin: 0.01 } }),
        'input.guardRails.earlyDelinquencyWithin',
      ],
      [
        'groups by what nobody protects',
        () => ({ guardRails: { ...guardRails, fairness: { attribute: 'region', leastRatio: 0.8 } } }),
        'input.guardRails.fairness.attribute',
      ],
    ])('with %s is refused at its place', async (_, more, path) => {
      const refusal = await bankOf().riskOfficer.refusalOf('startExperiment', input(more()));
      expect(refusal.extensions).toMatchObject({ reason: 'EXPERIMENT_INVALID', path });
    });

    it('in the shadow decides nothing and counts where it would have differed, without whose it was', async () => {
      const fairness = { attribute: 'sex', leastRatio: 0.8 };
      const { id } = await start({ guardRails: { ...guardRails, fairness } });
      const { id: borrowerId } = await aBorrower(bankOf(), 'Shadowed', 2);
      const { decision } = await applyAgain(bankOf(), borrowerId);
      expect(decision.outcome).toBe('DECLINE');
      expect(await decisionOf(decision.id)).toMatchObject({ strategy: { id: bankOf().strategyId } });
      const { arms } = await counted(id, 1, 1);
      expect(arms).toEqual([
        {
          ...{ arm: 'CHAMPION', decided: 1, approved: 0, swappedIn: 0, swappedOut: 0, ...noLoans },
          ...{ declinedFor: { HISTORY_TOO_SHORT: 1 }, groups: { f: { hits: 0, of: 1 } } },
        },
        {
          ...{ arm: 'CHALLENGER', decided: 1, approved: 1, swappedIn: 1, swappedOut: 0, ...noLoans },
          ...{ declinedFor: {}, groups: { f: { hits: 1, of: 1 } } },
        },
      ]);
      const refusal = await bankOf().riskOfficer.refusalOf('startExperiment', input({}));
      expect(refusal.extensions.reason).toBe('STATE_CONFLICT');
      expect((await stop(id)).status).toBe('STOPPED');
      expect((await stop(id)).status).toBe('STOPPED');
    });

    it('on a share grows by its steps, each of them once', async () => {
      const { id } = await start({ mode: 'PILOT', steps: [1, 10_000] });
      const { id: borrowerId } = await aBorrower(bankOf(), 'Later in', 2);
      const before = await applyAgain(bankOf(), borrowerId);
      expect(before.decision.outcome).toBe('DECLINE');
      const advance = { experimentId: id, fromStep: 0 };
      const { riskOfficer, lender } = bankOf();
      expect((await lender.refusalOf('advanceExperiment', advance)).extensions.code).toBe('FORBIDDEN');
      expect(await riskOfficer.do('advanceExperiment', advance, 'step')).toEqual({ step: 1 });
      expect(await riskOfficer.do('advanceExperiment', advance, 'step')).toEqual({ step: 1 });
      const { decision } = await applyAgain(bankOf(), borrowerId);
      expect(decision.outcome).toBe('APPROVE');
      await counted(id, 1, 1);
      expect(await decisionOf(decision.id)).toEqual({
        ...{ experimentId: id, arm: 'CHALLENGER', strategy: { id: easierId } },
      });
      const replay = await bankOf().lender.do('replayDecision', { decisionId: decision.id }, 'same');
      expect(replay).toEqual({ same: true });
      const further = await riskOfficer.refusalOf('advanceExperiment', { experimentId: id, fromStep: 1 });
      expect(further.extensions.reason).toBe('STATE_CONFLICT');
      await stop(id);
    });

    it('ends by itself when its challenger leaves a guard-rail, and the champion decides again', async () => {
      const rails = { ...guardRails, approvalRateWithin: 0.1 };
      const { id } = await start({
        ...{ mode: 'PILOT', steps: [10_000], strategyId: strictId, guardRails: rails },
      });
      const { id: borrowerId } = await aBorrower(bankOf(), 'Refused');
      expect((await applyAgain(bankOf(), borrowerId)).decision.outcome).toBe('DECLINE');
      await counted(id, 1, 1);
      await watchNow();
      // As many more as the rails want to see: what forty borrowers of each arm would have left.
      await queryAll(
        bankOf().platform,
        `INSERT INTO risk.experiment_slip (tenant_id, environment, experiment_id, arm, approved, reasons)
         SELECT tenant_id, environment, id, arm, arm = 'CHAMPION', '{}' FROM risk.experiment,
                unnest(ARRAY['CHAMPION', 'CHALLENGER']) AS arm, generate_series(1, 40) WHERE id = $1`,
        [id],
      );
      const ended = await eventually(20_000, async () => {
        await watchNow();
        const experiment = await read(id);
        return experiment.status === 'RUNNING' ? undefined : experiment;
      });
      expect(ended).toMatchObject({ status: 'ROLLED_BACK', breaches: [{ rail: 'APPROVAL_RATE' }] });
      const records = await queryAll(
        bankOf().platform,
        `SELECT action, actor_kind FROM audit.event WHERE subject_id = $1 ORDER BY id`,
        [id],
      );
      expect(records).toEqual([
        { action: 'startExperiment', actor_kind: 'person' },
        { action: 'rollBackExperiment', actor_kind: 'system' },
      ]);
      expect((await applyAgain(bankOf(), borrowerId)).decision.outcome).toBe('APPROVE');
    });

    it('ends by itself when loans of its challenger miss their first due day, once they are old enough', async () => {
      const rails = { ...guardRails, earlyDelinquencyWithin: 0.1 };
      const { id } = await start({ mode: 'PILOT', steps: [10_000], guardRails: rails });
      const { decisionId, loanId } = await anApplicant(bankOf(), 'Hasty', 2, '1000.00');
      expect(loanId).not.toBeNull();
      await counted(id, 1, 1);
      expect(await decisionOf(decisionId)).toMatchObject({ experimentId: id, arm: 'CHALLENGER' });
      await othersWithLoans(bankOf(), id, decisionId);
      await passDays(bankOf(), 'to the due day', 30 + 6);
      const young = await read(id);
      expect(young).toMatchObject({ status: 'RUNNING', arms: [{ loans: 30 }, { loans: 29 }] });
      await passDays(bankOf(), 'a week late', 1);
      const ended = await eventually(20_000, async () => {
        const experiment = await read(id);
        return experiment.status === 'RUNNING' ? undefined : experiment;
      });
      expect(ended).toMatchObject({
        status: 'ROLLED_BACK',
        breaches: [{ rail: 'EARLY_DELINQUENCY', champion: 0, challenger: 1 }],
        arms: [
          { loans: 30, lateLoans: 0 },
          { loans: 30, lateLoans: 30 },
        ],
      });
      const { id: borrowerId } = await aBorrower(bankOf(), 'After hasty', 2);
      expect((await applyAgain(bankOf(), borrowerId)).decision.outcome).toBe('DECLINE');
    });

    it('is found in a list by its product and by how it stands', async () => {
      const listed = async (narrowed: string) => {
        const { experiments: list } = await bankOf().lender.ask<{
          experiments: { edges: { node: { status: string } }[] };
        }>(`{ experiments(first: 100, ${narrowed}) { edges { node { status } } } }`);
        return list.edges.map(({ node }) => node.status);
      };
      const { productCode } = bankOf();
      const all = await listed(`productCode: "${productCode}"`);
      expect(all).toEqual(['STOPPED', 'STOPPED', 'ROLLED_BACK', 'ROLLED_BACK']);
      expect(await listed('status: ROLLED_BACK')).toEqual(['ROLLED_BACK', 'ROLLED_BACK']);
      expect(await listed('productCode: "none"')).toEqual([]);
    });
  });
}
