import { aBorrower, apply, payments, type Borrower } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import type { ApiError, Caller } from '../harness/caller.fixture.js';
import { changed } from './changed-strategy.fixture.js';

interface Told {
  readonly before: { readonly outcome: string };
  readonly answer: { readonly outcome: string; readonly limit: string | null };
  readonly differs: boolean;
  readonly values: { readonly eventCount: number; readonly score: number };
  readonly findings: readonly { readonly code: string }[];
}

const query = `query ($input: WhatIfInput!) { whatIf(input: $input) { before answer differs values trace findings { code } } }`;

const twoAreEnough = changed(({ rules }) => Object.assign(rules[0] ?? {}, { history: '>= 2' }));

/** What would be decided: with other inputs, by a draft, and who may ask. */
export function whatIf(bankOf: () => Tenant): void {
  let borrower: Borrower;
  let decisionId: string;

  const ask = async (input: Record<string, unknown>): Promise<Told> =>
    (await bankOf().riskOfficer.ask<{ whatIf: Told }>(query, { input })).whatIf;
  const refusal = async (input: Record<string, unknown>, caller?: Caller): Promise<ApiError | undefined> =>
    (await (caller ?? bankOf().riskOfficer).send(query, { input })).errors[0];
  const kept = async () =>
    (
      await queryAll(
        bankOf().platform,
        `SELECT (SELECT count(*) FROM risk.decision)::int AS decisions, (SELECT count(*) FROM risk.event)::int AS events,
              (SELECT count(*) FROM risk.strategy)::int AS strategies`,
      )
    )[0];

  describe('what would be decided', () => {
    beforeAll(async () => {
      borrower = await aBorrower(bankOf(), 'Li', 2);
      decisionId = (await apply(bankOf(), borrower.id)).decision.id;
    });

    it('with another input is told beside what was decided, and nothing is kept but that it was asked', async () => {
      const before = await kept();
      const told = await ask({ decisionId, eventCount: 3 });
      expect(told).toMatchObject({
        before: { outcome: 'DECLINE' },
        answer: { outcome: 'APPROVE', limit: '20000.00' },
        differs: true,
        values: { eventCount: 3 },
        findings: [],
      });
      expect(await kept()).toEqual(before);
      const [read] = await queryAll(
        bankOf().platform,
        `SELECT count(*)::int AS reads FROM audit.event WHERE action = 'readWhatIf' AND subject_id = $1`,
        [borrower.id],
      );
      expect(read).toEqual({ reads: 1 });
    });

    it('is what was decided where nothing is changed', async () => {
      expect(await ask({ decisionId })).toMatchObject({ differs: false, answer: { outcome: 'DECLINE' } });
    });

    it('follows an indicator through the model', async () => {
      const { values } = await ask({ decisionId });
      const { values: more } = await ask({ decisionId, indicators: { 'payments.in.count.90d': 3 } });
      expect(more.score - values.score).toBe(100);
    });

    it('by a draft is told with what its review finds', async () => {
      expect(await ask({ decisionId, strategy: twoAreEnough })).toMatchObject({
        answer: { outcome: 'APPROVE' },
        differs: true,
        findings: [],
      });
      const unreachable = changed(({ rules }) => rules.push({ ...rules[0], _id: 'late', history: '>= 5' }));
      const { findings } = await ask({ decisionId, strategy: unreachable });
      expect(findings).toEqual([{ code: 'ROW_UNREACHABLE' }]);
    });

    it('by a draft has the indicators that the draft names', async () => {
      const byIncome = changed(({ inputs, rules }) => {
        Object.assign(inputs[0] ?? {}, { field: 'indicators["payments.in.max.30d"]' });
        Object.assign(rules[0] ?? {}, { history: '> 150' });
      });
      const told = await ask({ decisionId, strategy: byIncome });
      expect(told).toMatchObject({
        differs: false,
        findings: [],
        values: { indicators: { 'payments.in.max.30d': 150 } },
      });
      const indicators = { 'payments.in.max.30d': 150.01 };
      expect(await ask({ decisionId, strategy: byIncome, indicators })).toMatchObject({ differs: true });
    });

    it('starts from what was known then, or from what is known now', async () => {
      const events = payments(borrower.id, 'Li-later', 1);
      await bankOf().lender.do('ingestEvents', { events }, 'accepted');
      const now = { borrowerId: borrower.id, productCode: bankOf().productCode };
      expect(await ask({ decisionId })).toMatchObject({ answer: { outcome: 'DECLINE' } });
      expect(await ask(now)).toMatchObject({ answer: { outcome: 'APPROVE' }, values: { eventCount: 3 } });
    });

    it.each<[string, () => Record<string, unknown>, string, string]>([
      ['both a decision and a borrower', () => ({ borrowerId: borrower.id }), 'INPUT_INVALID', 'decisionId'],
      [
        'an indicator that the model does not read',
        () => ({ indicators: { 'payments.in.sum.30d': 1 } }),
        'INPUT_INVALID',
        'indicators.payments.in.sum.30d',
      ],
      ['a protected attribute', () => ({ attributes: { sex: 'm' } }), 'INPUT_INVALID', 'attributes.sex'],
      [
        'a draft that would not run',
        () => ({ strategy: { nodes: [], edges: [] } }),
        'STRATEGY_INVALID',
        'strategy',
      ],
    ])('is refused for %s', async (_, change, reason, place) => {
      const refused = await refusal({ decisionId, ...change() });
      expect(refused?.extensions).toMatchObject({ reason, path: `input.${place}` });
    });

    it('is for risk officers, and for as long as the borrower agrees to be decided on', async () => {
      expect((await refusal({ decisionId }, bankOf().lender))?.extensions.code).toBe('FORBIDDEN');
      await bankOf().lender.do('withdrawConsent', { consentId: borrower.consentId }, 'withdrawnAt');
      expect((await refusal({ decisionId }))?.extensions.code).toBe('CONSENT_REQUIRED');
    });
  });
}
