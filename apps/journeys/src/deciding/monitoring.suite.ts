import { aLine, aLoan, draw, yuan, type Line } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { LoanDesk } from '../one-loan/loan-desk.fixture.js';
import { monitoringStrategy } from '../harness/monitoring-rules.fixture.js';

interface Warning {
  readonly id: string;
  readonly trigger: string;
  readonly level: string;
  readonly wanted: string;
  readonly action: string;
  readonly held: string | null;
  readonly limit: { readonly amount: string } | null;
  readonly outcome: string | null;
  readonly refusal: string | null;
  readonly unusableSince: string | null;
}

const warningFields = `id trigger level wanted action held limit { amount } outcome refusal unusableSince`;

/** Lines that are watched once money is out: by the day, by what happens, and what is done about it. */
export function monitoring(bankOf: () => Tenant): void {
  describe('a line that is watched', () => {
    let desk: LoanDesk;
    let [spender, late, frozen, unasked]: Line[] = [];
    let lateLoan: string;

    const publish = (content: unknown, more: Record<string, unknown> = {}) => ({
      ...{ idempotencyKey: JSON.stringify([content, more]).slice(-200), productCode: bankOf().productCode },
      ...{ content, coolDownDays: 2, ...more },
    });
    const watched = async (reference: string): Promise<Line> => {
      const line = await aLine(bankOf(), reference);
      const consent = {
        borrowerId: line.borrowerId,
        purpose: 'MONITORING',
        textVersion: '2026-01',
        proof: 'form',
      };
      const { id } = await bankOf().lender.do<{ id: string }>(
        'grantConsent',
        { idempotencyKey: `watch ${reference}`, ...consent },
        'id',
      );
      return { ...line, consentId: id };
    };
    const warningsOf = async (line: Line | undefined, more = ''): Promise<Warning[]> => {
      const { earlyWarnings } = await bankOf().lender.ask<{ earlyWarnings: { edges: { node: Warning }[] } }>(
        `query ($id: ID!) { earlyWarnings(creditLineId: $id, first: 100 ${more}) { edges { node { ${warningFields} } } } }`,
        { id: line?.lineId },
      );
      return earlyWarnings.edges.map(({ node }) => node);
    };
    const lineOf = async (line: Line | undefined) => {
      const { creditLine } = await bankOf().lender.ask<{
        creditLine: { status: string; limit: { amount: string }; changes: Record<string, unknown>[] };
      }>(
        `query ($id: ID!) { creditLine(id: $id) { status limit { amount } changes {
           kind limitBefore { amount } limit { amount } reason earlyWarningId reasons { code textZh } notice noticeZh } } }`,
        { id: line?.lineId },
      );
      return creditLine;
    };
    const spend = (line: Line | undefined, id: string, amount: string) =>
      bankOf().lender.do(
        'ingestEvents',
        {
          events: [
            {
              ...{ id, borrowerId: line?.borrowerId, kind: 'payment', direction: 'OUT', ...yuan(amount) },
              at: new Date(Date.now() - 1_000).toISOString(),
            },
          ],
        },
        'accepted',
      );
    const passDays = async (days: number) => {
      const on = await desk.passDays(days);
      return eventually(60_000, async () => {
        const { monitoringRun } = await bankOf().lender.ask<{
          monitoringRun: Record<string, unknown> | null;
        }>(
          `query ($on: Date!) { monitoringRun(on: $on) { status looked warned ordered withoutConsent failed } }`,
          { on },
        );
        return monitoringRun?.['status'] === 'DONE' ? monitoringRun : undefined;
      });
    };
    const lastOf = async (line: Line | undefined) => (await warningsOf(line)).at(-1);
    const replay = (earlyWarningId: string | undefined) =>
      bankOf().lender.do<{ same: boolean }>('replayEarlyWarning', { earlyWarningId }, 'same');

    beforeAll(async () => {
      desk = new LoanDesk(bankOf());
      [spender, late, frozen] = await Promise.all([watched('Zheng'), watched('Feng'), watched('Lei')]);
      unasked = await aLine(bankOf(), 'He');
      const loans = await Promise.all(
        [spender, late, unasked].map((line) =>
          aLoan(bankOf(), line?.lineId ?? '', '5000.00', `drawn ${line?.lineId}`),
        ),
      );
      lateLoan = loans[1] ?? '';
      await bankOf().lender.do(
        'freezeCreditLine',
        { idempotencyKey: 'by hand', creditLineId: frozen?.lineId, reason: 'asked by the borrower' },
        'status',
      );
    });

    it('is judged by rules that risk officers alone publish, each version for good', async () => {
      const refusal = await bankOf().lender.refusalOf('publishMonitoring', publish(monitoringStrategy));
      expect(refusal.extensions.code).toBe('FORBIDDEN');
      const fields = 'id version coolDownDays warnings { code }';
      const rules = await bankOf().riskOfficer.do<{ id: string }>(
        'publishMonitoring',
        publish(monitoringStrategy),
        fields,
      );
      expect(rules).toMatchObject({ version: 1, coolDownDays: 2 });
      const { inForce } = await bankOf().lender.ask<{ inForce: unknown }>(
        `query ($code: String!) { inForce: monitoringRulesInForce(productCode: $code) { ${fields} } }`,
        { code: bankOf().productCode },
      );
      expect(inForce).toEqual(rules);
    });

    it('is cut at once on news that its rules mind, and its borrower is told why', async () => {
      await restOf(spender);
      await spend(spender, 'spree', '2000.00');
      const [warning] = await eventually(60_000, async () => {
        const found = await warningsOf(spender, ', levels: [ORANGE]');
        return found[0]?.outcome === 'DONE' ? found : undefined;
      });
      expect(warning).toMatchObject({
        trigger: 'EVENT',
        wanted: 'CUT',
        action: 'CUT',
        limit: { amount: '10000.00' },
      });
      expect(await lineOf(spender)).toMatchObject({
        limit: { amount: '10000.00' },
        changes: [
          {
            kind: 'REVIEW',
            limitBefore: { amount: '20000.00' },
            limit: { amount: '10000.00' },
            reason: 'OUTGOINGS_TOO_HIGH',
            earlyWarningId: warning?.id,
            reasons: [{ code: 'OUTGOINGS_TOO_HIGH', textZh: '您的账户流出资金偏多。' }],
            notice: expect.stringMatching(
              /your credit limit is CNY 10000.00 instead of CNY 20000.00. Why: A lot of money/,
            ),
            noticeZh: expect.stringContaining('由CNY 20000.00调整为CNY 10000.00。原因：'),
          },
        ],
      });
      const tooMuch = { idempotencyKey: 'too much', creditLineId: spender?.lineId, amount: yuan('5000.01') };
      const refusal = await bankOf().lender.refusalOf('drawDown', tooMuch);
      expect(refusal.extensions.reason).toBe('LINE_AVAILABLE_EXCEEDED');
    });

    it('is not looked at again for each of many news, but once for all, and none is forgotten', async () => {
      const before = await warningsOf(spender);
      for (const id of ['one', 'two', 'three']) await spend(spender, `spree ${id}`, '3000.00');
      const [due] = await queryAll<{ news: string; waits: boolean }>(
        bankOf().platform,
        `SELECT due.news, due.due_at >= looked_at + interval '60 seconds' AS waits
         FROM risk.monitoring_due AS due JOIN risk.monitored_borrower USING (tenant_id, environment, borrower_id) WHERE borrower_id = $1`,
        [spender?.borrowerId],
      );
      expect(due).toEqual({ news: '3', waits: true });
      expect(await warningsOf(spender)).toEqual(before);
      await restOf(spender);
      await spend(spender, 'spree four', '3000.00');
      const after = await eventually(60_000, async () => {
        const found = await warningsOf(spender);
        return found.length > before.length ? found : undefined;
      });
      expect(after.slice(before.length)).toMatchObject([
        { wanted: 'CUT', action: 'NONE', held: 'COOL_DOWN' },
      ]);
    });

    it('has one look a day, whose run counts what it did and what it might not look at', async () => {
      const run = await passDays(1);
      expect(run).toMatchObject({ looked: 3, warned: 1, ordered: 1, failed: 0 });
      expect(run['withoutConsent']).toBeGreaterThan(0);
      expect(await lastOf(spender)).toMatchObject({
        trigger: 'DAY',
        level: 'ORANGE',
        action: 'NONE',
        held: 'COOL_DOWN',
      });
      expect(await warningsOf(unasked)).toEqual([]);
    });

    it('that a person froze is let go by a person: lending refuses the warning, and is not asked again at once', async () => {
      expect(await lastOf(frozen)).toMatchObject({
        ...{ wanted: 'UNFREEZE', action: 'UNFREEZE', outcome: 'REFUSED', refusal: 'STATE_CONFLICT' },
      });
      expect(await lineOf(frozen)).toMatchObject({ status: 'FROZEN' });
      await passDays(1);
      expect(await lastOf(frozen)).toMatchObject({ wanted: 'UNFREEZE', action: 'NONE', held: 'COOL_DOWN' });
    });

    it('whose run begins anew has no second look and no second change', async () => {
      const kept = () =>
        queryAll(
          bankOf().platform,
          `SELECT (SELECT count(*) FROM risk.early_warning)::int AS warnings, (SELECT count(*) FROM lending.line_event)::int AS changes,
                  (SELECT count(*) FROM risk.line_order_outcome)::int AS outcomes`,
        );
      const before = await kept();
      // As if the process had died before it wrote how far it was, and before it heard lending's last answer.
      await queryAll(
        bankOf().platform,
        `WITH run AS (UPDATE risk.monitoring_run SET status = 'RUNNING', after_id = '', looked = 0 WHERE status = 'DONE'
           AND business_date = (SELECT max(business_date) FROM risk.monitoring_run) RETURNING tenant_id, environment),
         forgotten AS (DELETE FROM risk.line_order_outcome WHERE outcome = 'DONE')
         SELECT risk.monitor_day_soon(tenant_id, environment) FROM run`,
      );
      const [run] = await eventually(60_000, async () => {
        const rows = await queryAll<{ status: string; looked: number }>(
          bankOf().platform,
          'SELECT status, looked FROM risk.monitoring_run ORDER BY business_date DESC LIMIT 1',
        );
        return rows[0]?.status === 'DONE' ? rows : undefined;
      });
      expect(run?.looked).toBe(0);
      expect(await kept()).toEqual(before);
    });

    it('is frozen when its loan is overdue, also within a cool-down, and let go when that is over and has rested', async () => {
      await passDays(31);
      expect(await lastOf(late)).toMatchObject({ level: 'RED', action: 'FREEZE', outcome: 'DONE' });
      expect(await lineOf(late)).toMatchObject({
        status: 'FROZEN',
        changes: [{ kind: 'FREEZE', reasons: [{ code: 'LOAN_OVERDUE', textZh: '您的贷款存在逾期款项。' }] }],
      });
      await expect(draw(bankOf(), late?.lineId ?? '', '100.00', 'while frozen')).rejects.toThrow();
      await desk.repay(lateLoan, (await desk.quote(lateLoan)).total.amount);
      await passDays(1);
      expect(await lastOf(late)).toMatchObject({ wanted: 'UNFREEZE', action: 'NONE', held: 'COOL_DOWN' });
      await passDays(1);
      expect(await lastOf(late)).toMatchObject({ level: 'GREEN', action: 'UNFREEZE', outcome: 'DONE' });
      expect(await lineOf(late)).toMatchObject({ status: 'ACTIVE' });
    });

    it('is watched while its borrower agrees; what was seen stays as a record that comes out the same', async () => {
      const before = await warningsOf(spender);
      expect(await replay(before[0]?.id)).toEqual({ same: true });
      await bankOf().lender.do('withdrawConsent', { consentId: spender?.consentId }, 'withdrawnAt');
      await passDays(1);
      const after = await warningsOf(spender);
      expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
      expect(after.every(({ unusableSince }) => unusableSince !== null)).toBe(true);
      for (const { id } of after) expect(await replay(id)).toEqual({ same: true });
    });

    /** Lets the minute pass in which news of a borrower are gathered. */
    const restOf = (line: Line | undefined) =>
      queryAll(
        bankOf().platform,
        `WITH rested AS (UPDATE risk.monitored_borrower SET looked_at = '-infinity' WHERE borrower_id = $1)
         UPDATE risk.monitoring_due SET due_at = now() WHERE borrower_id = $1`,
        [line?.borrowerId],
      );
  });
}
