import { apply, type Application } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { smallestScorecard } from '../harness/decision-rules.fixture.js';
import { publishFor, signalsOf, signalsRefusal, strategyOn } from '../signals/asked-signals.fixture.js';
import { changed } from './changed-strategy.fixture.js';
import {
  anAgreeing,
  anApplicant,
  seenElsewhere,
  tracesOf,
  untilTraced,
  type Agreeing,
  type Applicant,
} from './lender-applicant.fixture.js';
import { applyAgain, pipelineWithout, publishPipeline, whileDown } from './pipelines.fixture.js';

const zhao = { identityNumber: '110105194912310046', phone: '13900000000' };
const lenders90 = 'lenders.elsewhere.lenders.90d';
const applications90 = 'lenders.elsewhere.applications.90d';

interface Kept {
  readonly values: { readonly signals?: Readonly<Record<string, number | null>> };
  readonly circumstances: { readonly fallbacks: readonly object[] } | null;
}

/** What other lenders have of an applicant as an input of decisions. North is where the applicant is known, south decides. */
export function lenderSignals(northOf: () => Tenant, southOf: () => Tenant): void {
  describe('what other lenders have of an applicant, as signals', () => {
    const agreeing: { readonly bank: Tenant; readonly consentId: string }[] = [];
    let known: Applicant;
    let asked: Agreeing;
    let application: Application;

    const agrees = async (bank: Tenant, name: string, agreed?: object | null): Promise<Agreeing> => {
      const found = await anAgreeing(bank, name, zhao, agreed);
      if (found.consentId !== '') agreeing.push({ bank, consentId: found.consentId });
      return found;
    };
    const kept = async (id: string): Promise<Kept> =>
      (
        await southOf().lender.ask<{ decision: Kept }>(
          'query ($id: ID!) { decision(id: $id) { values circumstances } }',
          { id },
        )
      ).decision;
    const question = async (id: string) =>
      (
        await queryAll(
          southOf().platform,
          'SELECT evaluations, answered_at, answer FROM risk.lender_question WHERE application_id = $1',
          [id],
        )
      )[0];
    const whatIf = async (input: object, bank = southOf()) =>
      (
        await bank.riskOfficer.ask<{
          whatIf: { before: object; answer: object; values: Kept['values'] };
        }>('query ($input: WhatIfInput!) { whatIf(input: $input) { before answer values } }', { input })
      ).whatIf;
    const replayed = async ({ decision: { id: decisionId } }: Application): Promise<boolean> =>
      (await southOf().lender.do<{ same: boolean }>('replayDecision', { decisionId }, 'same')).same;

    beforeAll(async () => {
      known = await anApplicant(northOf(), 'Zhao-N', zhao);
      agreeing.push({ bank: northOf(), consentId: known.consentId });
      await untilTraced(northOf(), known.borrowerId);
      for (const tenantId of ['tenant_fifth', 'tenant_sixth'])
        await seenElsewhere(northOf(), known.borrowerId, { tenantId, daysAgo: 40, count: 3 });
      await publishFor(southOf(), southOf().productCode, strategyOn(`signals["${lenders90}"]`, '< 3'));
      asked = await agrees(southOf(), 'Zhao-S');
      application = await apply(southOf(), asked.borrowerId);
    });

    it('decide where a strategy names them, and are recorded', async () => {
      expect(application.decision.outcome).toBe('DECLINE');
      expect((await kept(application.decision.id)).values.signals).toEqual({ [lenders90]: 3 });
    });

    it('are asked once an application: not by asking again, nor by a replay, nor by what is tried out', async () => {
      const before = await question(application.id);
      expect(before).toMatchObject({ evaluations: 1 });
      const more = { tenantId: 'tenant_seventh', daysAgo: 1, count: 25 };
      await seenElsewhere(northOf(), known.borrowerId, more);
      expect((await apply(southOf(), asked.borrowerId)).decision.id).toBe(application.decision.id);
      expect(await replayed(application)).toBe(true);
      const { id: decisionId } = application.decision;
      const draft = strategyOn(`signals["${applications90}"]`, '< 6');
      const tried = await whatIf({ decisionId, strategy: draft });
      expect(tried).toMatchObject({ answer: { outcome: 'DECLINE' } });
      expect(tried.values.signals).toEqual({ [lenders90]: 3, [applications90]: 6 });
      expect(await whatIf({ decisionId, signals: { [lenders90]: 0 } })).toMatchObject({
        ...{ before: { outcome: 'DECLINE' }, answer: { outcome: 'APPROVE' } },
      });
      const { borrowerId } = asked;
      const { productCode } = southOf();
      expect((await whatIf({ borrowerId, productCode })).values.signals).toEqual({ [lenders90]: null });
      expect(await question(application.id)).toEqual(before);
    });

    it('are not asked for by trying out what a decision did not read', async () => {
      const { id: decisionId } = known.application.decision;
      const input = { decisionId, strategy: strategyOn(`signals["${lenders90}"]`, '< 3') };
      expect((await whatIf(input, northOf())).values.signals).toEqual({ [lenders90]: null });
      expect(await question(known.application.id)).toMatchObject({ answered_at: null, answer: null });
    });

    it('are shown as they were kept, to whoever may see what other lenders have', async () => {
      const { borrowerId } = asked;
      const applicationId = application.id;
      const { figures, reasons } = await signalsOf(southOf(), borrowerId, 'LENDERS', { applicationId });
      expect(figures).toMatchObject({
        [lenders90]: 3,
        [applications90]: 6,
        'lenders.elsewhere.loans.90d': 0,
      });
      expect(reasons).toContainEqual({
        code: 'SEEN_ELSEWHERE',
        text: 'applications at other lenders in 90 days, the least of its band: 6 or more',
        textZh: '近 90 天在其他机构的申请次数（区间下限）：至少 6',
      });
      expect((await signalsOf(southOf(), borrowerId, 'LENDERS')).figures[lenders90]).toBeNull();
      const early = { applicationId, knownUntil: application.receivedAt };
      expect((await signalsOf(southOf(), borrowerId, 'LENDERS', early)).figures[lenders90]).toBeNull();
      const caller = southOf().productManager;
      expect(
        (await signalsRefusal(southOf(), borrowerId, ['LENDERS'], { caller }))?.extensions,
      ).toMatchObject({
        ...{ code: 'FORBIDDEN' },
      });
    });

    it('are of the application’s own borrower', async () => {
      const other = await agrees(southOf(), 'Zhao-other');
      const refused = await signalsRefusal(southOf(), other.borrowerId, ['LENDERS'], {
        applicationId: application.id,
      });
      expect(refused?.extensions).toMatchObject({ reason: 'NOT_FOUND', path: 'applicationId' });
    });

    it('need the consent that names the purpose, and the category of each', async () => {
      const silent = await agrees(southOf(), 'Zhao-silent', null);
      const input = (borrowerId: string) => ({
        ...{ idempotencyKey: borrowerId, borrowerId, productId: southOf().productId },
      });
      const refused = await southOf().lender.refusalOf('applyForCredit', input(silent.borrowerId));
      expect(refused.extensions).toMatchObject({
        ...{ reason: 'CONSENT_REQUIRED', details: { purpose: 'CROSS_TENANT_SIGNALS' } },
      });
      const phone = strategyOn('signals["lenders.elsewhere.phoneSharers.90d"]', '== 0');
      const numbered = await agrees(southOf(), 'Zhao-no-phone', { categories: ['IDENTITY'] });
      await publishFor(southOf(), southOf().productCode, phone);
      const half = await southOf().lender.refusalOf('applyForCredit', input(numbered.borrowerId));
      expect(half.extensions).toMatchObject({
        reason: 'CONSENT_REQUIRED',
        details: { purpose: 'CROSS_TENANT_SIGNALS', categories: ['CONTACT'] },
      });
      await publishFor(southOf(), southOf().productCode, strategyOn(`signals["${lenders90}"]`, '< 3'));
    });

    it('are missing where the bank has no number to ask for', async () => {
      const numberless = await anAgreeing(southOf(), 'Numberless', {});
      agreeing.push({ bank: southOf(), consentId: numberless.consentId });
      const { decision } = await apply(southOf(), numberless.borrowerId);
      expect((await kept(decision.id)).values.signals).toEqual({ [lenders90]: null });
    });

    it('may be read by a model, whose points for them are in the record', async () => {
      const name = `signals.${applications90}`;
      const [first] = smallestScorecard.characteristics;
      const bins = first?.bins.map((bin) => ({ ...bin, points: -bin.points }));
      const content = { ...smallestScorecard, characteristics: [{ ...first, name, bins }] };
      const { riskOfficer, productCode } = southOf();
      const model = { idempotencyKey: 'on lenders', code: 'on-lenders', content, protectedAttributes: [] };
      const { id: modelId } = await riskOfficer.do<{ id: string }>('publishModel', model, 'id');
      const strategy = { productCode, modelId, content: strategyOn('score', '>= 600') };
      await riskOfficer.do('publishStrategy', { idempotencyKey: 'on lenders', ...strategy }, 'id');
      const modelled = await agrees(southOf(), 'Zhao-model');
      const { decision } = await apply(southOf(), modelled.borrowerId);
      expect(decision.outcome).toBe('DECLINE');
      expect((await kept(decision.id)).values).toMatchObject({
        ...{ score: 560, signals: { [applications90]: 21 } },
        contributions: [{ characteristic: name, bin: '3 or more', points: -40 }],
      });
      const tried = await whatIf({ decisionId: decision.id, signals: { [applications90]: 0 } });
      expect(tried).toMatchObject({ answer: { outcome: 'APPROVE' }, values: { score: 660 } });
      await publishFor(southOf(), productCode, strategyOn(`signals["${lenders90}"]`, '< 3'));
    });

    it('are stood in for as the pipeline says while they can not be had, within its time', async () => {
      await publishPipeline(southOf(), pipelineWithout({ use: 'decline', reason: 'LENDERS_DOWN' }));
      const waiting = await agrees(southOf(), 'Zhao-waiting');
      const down = await whileDown(
        southOf(),
        () => applyAgain(southOf(), waiting.borrowerId),
        'lender_question',
      );
      expect(down.decision.reasons.map(({ code }) => code)).toEqual(['LENDERS_DOWN']);
      expect((await kept(down.decision.id)).circumstances?.fallbacks).toEqual([
        { source: 'events', use: 'decline', decisionId: null },
      ]);
      await spend(2_000);
      const spent = await applyAgain(southOf(), waiting.borrowerId);
      expect(spent.decision.reasons.map(({ code }) => code)).toEqual(['LENDERS_DOWN']);
      await queryAll(southOf().platform, `DELETE FROM risk.lender_question WHERE borrower_id = 'spent'`);
      expect(await replayed(spent)).toBe(true);
    });

    it('stay in the record when the borrower agrees no longer, and nobody is told of them', async () => {
      for (const { bank, consentId } of agreeing)
        await bank.lender.do('withdrawConsent', { consentId }, 'state');
      const left = () => Promise.all([northOf(), southOf()].map((bank) => tracesOf(bank)));
      await eventually(10_000, async () => ((await left()).flat().length === 0 ? true : undefined));
      expect(await replayed(application)).toBe(true);
      const explain =
        'query ($id: ID!) { explainDecision(decisionId: $id) { figures { name value meaning } } }';
      const { id } = application.decision;
      const { explainDecision: told } = await southOf().lender.ask<{ explainDecision: object }>(explain, {
        id,
      });
      expect(told).toMatchObject({
        figures: expect.arrayContaining([
          {
            ...{ name: `signals.${lenders90}`, value: 3 },
            meaning: 'other lenders that have anything of the borrower in 90 days, the least of its band',
          },
        ]) as unknown,
      });
      const refused = await signalsRefusal(southOf(), asked.borrowerId, ['LENDERS'], {
        applicationId: application.id,
      });
      expect(refused?.extensions.code).toBe('CONSENT_REQUIRED');
      await publishFor(
        southOf(),
        southOf().productCode,
        changed(() => undefined),
      );
    });

    const spend = (count: number) =>
      queryAll(
        southOf().platform,
        `INSERT INTO risk.lender_question (tenant_id, environment, application_id, borrower_id, consent_id, evaluations)
         SELECT $1, 'sandbox', 'waiting ' || n, 'spent', 'c', 1 FROM generate_series(1, $2::int) n`,
        [southOf().id, count],
      );
  });
}
