import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import type { ApiError, Caller } from '../harness/caller.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import {
  anApplicant,
  seenElsewhere,
  tracesOf,
  untilTraced,
  type Applicant,
} from './lender-applicant.fixture.js';

interface Count {
  readonly atLeast: number;
  readonly atMost: number | null;
}

interface View {
  readonly answeredAt: string;
  readonly windows: readonly { days: number; lenders: Count; applications: Count; loans: Count }[];
  readonly phoneSharers: Count | null;
  readonly figures: readonly { name: string; value: number | null }[];
  readonly evaluatorKey: string;
}

const query = `query ($id: ID!) { multiLenderView(applicationId: $id) {
  answeredAt windows { days lenders { atLeast atMost } applications { atLeast atMost } loans { atLeast atMost } }
  phoneSharers { atLeast atMost } figures { name value } evaluatorKey } }`;

const wang = { identityNumber: '11010519491231002X', phone: '13800000000' };
const nothing = { atLeast: 0, atMost: null };

/** What banks tell one another of who borrows where, and what nobody can learn by it. */
export function lenders(northOf: () => Tenant, southOf: () => Tenant): void {
  const view = async (bank: Tenant, applicationId: string): Promise<View> =>
    (await bank.riskOfficer.ask<{ multiLenderView: View }>(query, { id: applicationId })).multiLenderView;
  const refusal = async (caller: Caller, id: string): Promise<ApiError | undefined> =>
    (await caller.send(query, { id })).errors[0];
  const admin = (sql: string, parameters: unknown[] = []) => queryAll(northOf().platform, sql, parameters);
  describe('what other lenders know of a borrower', () => {
    let atNorth: Applicant;
    let atSouth: Applicant;

    beforeAll(async () => {
      [atNorth, atSouth] = await Promise.all([
        anApplicant(northOf(), 'Wang-N', wang),
        anApplicant(southOf(), 'Wang-S', wang),
      ]);
      await Promise.all([
        untilTraced(northOf(), atNorth.borrowerId),
        untilTraced(southOf(), atSouth.borrowerId),
      ]);
    });

    it('stands under the same tokens at every bank, which name nobody', async () => {
      const [[north], [south]] = await Promise.all([tracesOf(northOf()), tracesOf(southOf())]);
      expect(north).toMatchObject({
        kind: 'APPLICATION',
        person: south?.['person'],
        phone: south?.['phone'],
      });
      expect(north?.['person']).toMatch(/^[0-9a-f]{32}$/);
      expect(north?.['person']).not.toBe(north?.['phone']);
    });

    it('is told neither of one other lender nor of two', async () => {
      const asked = await anApplicant(northOf(), 'Wang-again', wang);
      expect((await view(northOf(), asked.application.id)).windows).toMatchObject([
        { days: 7, lenders: nothing, applications: nothing, loans: nothing },
        { days: 30, lenders: nothing, applications: nothing, loans: nothing },
        { days: 90, lenders: nothing, applications: nothing, loans: nothing },
      ]);
    });

    it('is told as bands once there are three, and stays what was told', async () => {
      // Two lenders more, as if they were on the platform: four applications a week ago at one, one two months ago at the other.
      const from = (tenantId: string, environment: 'sandbox' | 'live', daysAgo: number, count: number) =>
        seenElsewhere(southOf(), atSouth.borrowerId, { tenantId, environment, daysAgo, count });
      const before = await anApplicant(northOf(), 'Wang-before', wang);
      const early = await view(northOf(), before.application.id);
      await from('tenant_third', 'sandbox', 8, 4);
      await from('tenant_fourth', 'live', 8, 9);
      const three = await anApplicant(northOf(), 'Wang-two', wang);
      expect((await view(northOf(), three.application.id)).windows[2]?.lenders).toEqual(nothing);
      await from('tenant_fourth', 'sandbox', 60, 1);
      const asked = await anApplicant(northOf(), 'Wang-three', wang);
      const seen = await view(northOf(), asked.application.id);
      expect(seen.windows).toMatchObject([
        { days: 7, applications: nothing },
        { days: 30, applications: nothing },
        { days: 90, lenders: { atLeast: 3, atMost: 5 }, applications: { atLeast: 6, atMost: 10 } },
      ]);
      expect(Object.fromEntries(seen.figures.map(({ name, value }) => [name, value]))).toMatchObject({
        'signals.lenders.elsewhere.applications.90d': 6,
        'signals.lenders.elsewhere.lenders.7d': 0,
        'signals.lenders.elsewhere.phoneSharers.90d': 0,
      });
      expect(JSON.stringify(seen)).not.toMatch(/tenant|south|third|fourth/);
      expect(await view(northOf(), before.application.id)).toEqual(early);
      expect(seen.evaluatorKey).toBe((await view(southOf(), atSouth.application.id)).evaluatorKey);
    });

    it('is for an application of the bank’s own, and for those who decide on it', async () => {
      const { id } = atSouth.application;
      const foreign = await refusal(northOf().riskOfficer, id);
      const unknown = await refusal(northOf().riskOfficer, `${id.slice(0, -3)}zzz`);
      expect(foreign?.extensions).toMatchObject({ code: 'NOT_FOUND' });
      expect(JSON.stringify(foreign?.extensions).replaceAll(id, '')).toBe(
        JSON.stringify(unknown?.extensions).replaceAll(`${id.slice(0, -3)}zzz`, ''),
      );
      expect((await refusal(southOf().productManager, id))?.extensions.code).toBe('FORBIDDEN');
    });

    it('needs a consent that names the purpose and covers what is read', async () => {
      const silent = await anApplicant(northOf(), 'Silent', wang, null);
      const half = await anApplicant(northOf(), 'Half', wang, { categories: ['REPAYMENT'] });
      for (const { application } of [silent, half])
        expect((await refusal(northOf().riskOfficer, application.id))?.extensions).toMatchObject({
          code: 'CONSENT_REQUIRED',
          details: { purpose: 'CROSS_TENANT_SIGNALS' },
        });
      const noPhone = await anApplicant(northOf(), 'No phone', wang, { categories: ['IDENTITY'] });
      expect((await view(northOf(), noPhone.application.id)).phoneSharers).toBeNull();
      const left = (await tracesOf(northOf())).map((trace) => trace['borrower_id']);
      expect(left).not.toContain(silent.borrowerId);
      expect(left).not.toContain(half.borrowerId);
    });

    it('can not be asked without a number, nor for an application that is over', async () => {
      const numberless = await anApplicant(northOf(), 'Numberless', {});
      expect((await refusal(northOf().riskOfficer, numberless.application.id))?.extensions).toMatchObject({
        reason: 'LENDER_IDENTIFIER_MISSING',
      });
      const old = await anApplicant(northOf(), 'Old', wang);
      await admin(
        `UPDATE lending.application SET received_at = received_at - interval '31 days' WHERE id = $1`,
        [old.application.id],
      );
      expect((await refusal(northOf().riskOfficer, old.application.id))?.extensions).toMatchObject({
        reason: 'LENDER_QUESTION_CLOSED',
        path: 'applicationId',
      });
    });

    it('goes with the consent, everywhere', async () => {
      await southOf().lender.do('withdrawConsent', { consentId: atSouth.consentId }, 'state');
      await eventually(10_000, async () => ((await tracesOf(southOf())).length === 0 ? true : undefined));
      expect((await refusal(southOf().riskOfficer, atSouth.application.id))?.extensions.code).toBe(
        'CONSENT_REQUIRED',
      );
      const [kept] = await admin(
        'SELECT count(person_token)::int AS tokens, count(answer)::int AS answers FROM risk.lender_question WHERE tenant_id = $1',
        [southOf().id],
      );
      expect(kept).toEqual({ tokens: 0, answers: 0 });
      // Erased at the bank that is left: the tokens go with the person.
      const erased = `INSERT INTO risk.erasure VALUES ($1, 'sandbox', $2, '{}', now())`;
      await admin(erased, [northOf().id, atNorth.borrowerId]);
      expect((await tracesOf(northOf())).map((trace) => trace['borrower_id'])).not.toContain(
        atNorth.borrowerId,
      );
    });

    it('can not be asked more often a day than a bank decides', async () => {
      await admin(
        `INSERT INTO risk.lender_question (tenant_id, environment, application_id, borrower_id, consent_id, evaluations)
         SELECT $1, 'sandbox', 'spent ' || n, 'b', 'c', 1 FROM generate_series(1, 2000) n`,
        [southOf().id],
      );
      const asked = await anApplicant(southOf(), 'Too many', wang);
      expect((await refusal(southOf().riskOfficer, asked.application.id))?.extensions).toMatchObject({
        code: 'RATE_LIMITED',
        reason: 'LENDER_QUESTIONS_SPENT',
        details: { limit: 2000, per: 'day' },
      });
    });
  });
}
