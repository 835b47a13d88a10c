import pg from 'pg';
import { payments, type MoneyText } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { anApplicant, BacktestDesk, type Applicant, type Shown } from './backtests.fixture.js';
import { changed } from './changed-strategy.fixture.js';
import { passDays } from './experiments.fixture.js';

const historyOf = (history: string): unknown =>
  changed(({ rules }) => Object.assign(rules[0] ?? {}, { history }));
const strict = historyOf('>= 4');
const easy = historyOf('>= 2');
const unknown = { known: 0, bad: 0 };

/** A draft on what was decided before, with what became of the loans. */
export function backtests(bankOf: () => Tenant, otherOf: () => Tenant): void {
  describe('a draft on past decisions', () => {
    const desk = new BacktestDesk(bankOf);
    let period: { decidedFrom: string; decidedUntil: string };
    let late: Applicant;
    let short: Applicant;

    beforeAll(async () => {
      const decidedFrom = new Date().toISOString();
      const good = await anApplicant(bankOf(), 'Good', 5, '5000.00');
      late = await anApplicant(bankOf(), 'Late', 3, '5000.00');
      await anApplicant(bankOf(), 'Idle', 5);
      short = await anApplicant(bankOf(), 'Short', 2);
      const withdrew = await anApplicant(bankOf(), 'Withdrew', 5);
      period = { decidedFrom, decidedUntil: new Date().toISOString() };
      const { lender } = bankOf();
      await lender.do('withdrawConsent', { consentId: withdrew.consentId }, 'withdrawnAt');
      await passDays(bankOf(), 'repaid early', 10);
      const { quoteRepayment } = await lender.ask<{ quoteRepayment: { total: MoneyText } }>(
        'query ($id: ID!) { quoteRepayment(loanId: $id) { total { amount currency } } }',
        { id: good.loanId },
      );
      const repayment = { idempotencyKey: 'good', loanId: good.loanId, amount: quoteRepayment.total };
      await lender.do('repay', repayment, 'id');
      await passDays(bankOf(), 'late', 60);
    });

    it('shows what it would have approved, lost and earned beside what was decided then', async () => {
      const shown = await desk.run({ ...period, strategy: strict, segments: ['attributes.region', 'month'] });
      expect(shown).toMatchObject({ status: 'DONE', total: 5, lookedAt: 5, failure: null });
      const young = { outcomes: { known: 1, bad: 1, unknown: 2 }, badRate: { rate: 1 } };
      expect(shown.report).toMatchObject({
        all: {
          ...{ applications: 4, stopped: 0 },
          approvals: {
            then: { count: 3, rate: 0.75, ...young, badRateBounds: { lowest: 0.333333, highest: 1 } },
            draft: { count: 2, rate: 0.5, outcomes: { ...unknown, unknown: 2 }, badRate: null },
          },
          swaps: {
            approvedBoth: { applications: 2, outcomes: { ...unknown, unknown: 2 } },
            swapOut: { applications: 1, outcomes: { known: 1, bad: 1, unknown: 0 } },
            swapIn: { applications: 0 },
            declinedBoth: { applications: 1, outcomes: { ...unknown, unknown: 1 } },
          },
          money: [
            {
              currency: 'CNY',
              then: { loans: 3, exposure: '60000.00', actualLoss: '9000.00', unknown: { loans: 2 } },
              draft: { loans: 2, exposure: '40000.00', actualLoss: '0.00', unknown: { loans: 2 } },
              swapOut: { loans: 1, exposure: '20000.00', actualLoss: '9000.00' },
            },
          ],
        },
        segments: [
          { column: 'attributes.region', value: 'north', group: { applications: 4 } },
          { column: 'month', value: period.decidedFrom.slice(0, 7), group: { applications: 4 } },
        ],
        declineReasons: [{ code: 'HISTORY_TOO_SHORT', applications: 2 }],
        books: [
          {
            currency: 'CNY',
            approved: { applications: 3, drawn: 2, principal: '10000.00', principalPaid: '5000.00' },
            swapOut: { applications: 1, drawn: 1, principal: '5000.00', principalPaid: '0.00' },
          },
        ],
        leftOut: { withoutConsent: 1, erased: 0, notRecorded: 0, withoutApplication: 0 },
      });
      const part = (given: string) =>
        bankOf().lender.send(
          `query ($id: ID!) { backtest(id: $id) { report { segments(${given}) { column } } } }`,
          { id: shown.id },
        );
      expect((await part('first: 1, after: 1')).data).toEqual({
        backtest: { report: { segments: [{ column: 'month' }] } },
      });
      expect((await part('first: 101')).errors).toMatchObject([
        { extensions: { reason: 'PAGE_SIZE_INVALID' } },
      ]);
      expect(await desk.swaps(shown.id, 'SWAP_IN')).toEqual([]);
      expect(await desk.swaps(shown.id, 'SWAP_OUT')).toMatchObject([
        { id: late.decisionId, outcome: 'BAD', draftAnswer: { outcome: 'DECLINE' } },
      ]);
    });

    it('turns none of the decisions that the same strategy has made', async () => {
      const shown = await desk.run({ ...period, strategyId: bankOf().strategyId });
      expect(shown.report?.all).toMatchObject({
        swaps: {
          approvedBoth: { applications: 3 },
          swapIn: { applications: 0 },
          swapOut: { applications: 0 },
        },
      });
    });

    it('is told of outcomes as of the day that is asked for, whatever has happened since', async () => {
      const as = { ...period, strategy: strict };
      const before = await desk.run(as);
      await passDays(bankOf(), 'gone', 30);
      const written = { idempotencyKey: 'gone', loanId: late.loanId, reason: 'gone' };
      await bankOf().riskOfficer.do('writeOffLoan', written, 'id');
      await passDays(bankOf(), 'after it', 1);
      const again = await desk.run({ ...as, outcomesAsOf: before.outcomesAsOf });
      expect(again.report).toEqual(before.report);
      const now = await desk.run(as);
      expect(now.report?.all).toMatchObject({
        approvals: { then: { outcomes: { known: 2, bad: 1, unknown: 1 } }, draft: { badRate: { rate: 0 } } },
        money: [{ then: { actualLoss: '5000.00' } }],
      });
      expect(now.report?.books).toMatchObject([{ swapOut: { writtenOff: '5000.00', recovered: '0.00' } }]);
    });

    it('reads what was recorded and nothing that came after', async () => {
      const before = await desk.run({ ...period, strategy: strict });
      const events = payments(late.id, 'since', 5);
      await bankOf().lender.do('ingestEvents', { events }, 'accepted');
      const after = await desk.run({ ...period, strategy: strict });
      expect(after.report).toEqual(before.report);
      const more = changed(({ inputs, rules }) => {
        inputs.push({ id: 'paid', name: 'Paid', field: 'indicators["payments.in.sum.30d"]' });
        for (const rule of rules) rule['paid'] = '';
      });
      const { report } = await desk.run({ ...period, strategy: more });
      expect(report).toMatchObject({
        all: { applications: 0 },
        leftOut: { notRecorded: 4, firstNotRecorded: 'indicators.payments.in.sum.30d' },
      });
    });

    it('begins anew where its process died, and has failed when it has died three times', async () => {
      const { id, report } = await desk.run({ ...period, strategy: strict });
      const revive = (attempt: number) =>
        queryAll(
          bankOf().platform,
          `WITH revived AS (UPDATE risk.backtest SET status = 'RUNNING', report = NULL, ended_at = NULL, attempt = $2, looked_at = 3 WHERE id = $1
             RETURNING tenant_id, environment, id)
           SELECT risk.backtest_soon(tenant_id, environment, id) FROM revived`,
          [id, attempt],
        );
      await revive(1);
      const again = await desk.ended(id);
      expect(again).toMatchObject({ status: 'DONE', lookedAt: 5, report });
      expect(await desk.swaps(id, 'SWAP_OUT')).toHaveLength(1);
      await revive(3);
      const given = await desk.ended(id);
      expect(given).toMatchObject({
        status: 'FAILED',
        report: null,
        failure: { code: 'BACKTEST_BROKEN_OFF' },
      });
      expect(given.failure?.textZh).toContain('3');
      expect(await desk.swaps(id, 'SWAP_OUT')).toEqual([]);
    });

    it('can be cancelled while it runs, waits within bounds, and is started once for a key', async () => {
      const client = new pg.Client({ connectionString: bankOf().platform.ready.databaseUrl });
      await client.connect();
      let running: Shown[] = [];
      try {
        await client.query('BEGIN; LOCK TABLE lending.loan_milestone IN ACCESS EXCLUSIVE MODE');
        const { riskOfficer } = bankOf();
        const input = desk.input({ ...period, strategy: strict });
        const [first, same] = [
          await riskOfficer.do<Shown>('startBacktest', input, 'id status'),
          await riskOfficer.do<Shown>('startBacktest', input, 'id status'),
        ];
        expect(same).toEqual(first);
        running = [first, await desk.start({ ...period, strategy: easy })];
        running.push(await desk.start({ ...period, strategy: easy }));
        const fourth = await riskOfficer.refusalOf(
          'startBacktest',
          desk.input({ ...period, strategy: easy }),
        );
        expect(fourth.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', reason: 'BACKTESTS_TOO_MANY' });
        for (const { id: backtestId } of [first, first])
          expect(await riskOfficer.do('cancelBacktest', { backtestId }, 'status')).toEqual({
            status: 'CANCELLED',
          });
      } finally {
        await client.end();
      }
      const ended = await Promise.all(running.map(({ id }) => desk.ended(id)));
      expect(ended.map(({ status }) => status)).toEqual(['CANCELLED', 'DONE', 'DONE']);
      expect(ended[0]?.report).toBeNull();
      const over = await bankOf().riskOfficer.refusalOf('cancelBacktest', { backtestId: running[1]?.id });
      expect(over.extensions).toMatchObject({ reason: 'STATE_CONFLICT', path: 'input.backtestId' });
    });

    it.each<[string, Record<string, unknown>, string, string]>([
      ['without a strategy', {}, 'INPUT_INVALID', 'input.strategyId'],
      ['of a strategy that would not run', { strategy: { nodes: [] } }, 'STRATEGY_INVALID', 'input.strategy'],
      [
        'of nothing decided',
        { strategy: strict, productCode: 'none' },
        'STATE_CONFLICT',
        'input.productCode',
      ],
      [
        'of days to come',
        { strategy: strict, decidedFrom: '2999-01-01T00:00:00Z' },
        'INPUT_INVALID',
        'input.decidedFrom',
      ],
      [
        'on days that are not noted',
        { strategy: strict, badAfterDays: 45 },
        'INPUT_INVALID',
        'input.badAfterDays',
      ],
      [
        'within too few days',
        { strategy: strict, performanceDays: 30 },
        'INPUT_INVALID',
        'input.performanceDays',
      ],
      [
        'as of a day to come',
        { strategy: strict, outcomesAsOf: '2999-01-01' },
        'INPUT_INVALID',
        'input.outcomesAsOf',
      ],
      [
        'by what is no segment',
        { strategy: strict, segments: ['name'] },
        'INPUT_INVALID',
        'input.segments.0',
      ],
      [
        'with a share of 2',
        { strategy: strict, terms: { utilisation: '2' } },
        'INPUT_INVALID',
        'input.terms.utilisation',
      ],
    ])('is refused %s', async (_, more, reason, path) => {
      const refusal = await bankOf().riskOfficer.refusalOf(
        'startBacktest',
        desk.input({ ...period, ...more }),
      );
      expect(refusal.extensions).toMatchObject({ reason, path });
    });

    it('is of those who may simulate decisions, and nothing of it is seen by another bank', async () => {
      const refusal = await bankOf().lender.refusalOf(
        'startBacktest',
        desk.input({ ...period, strategy: easy }),
      );
      expect(refusal.extensions.code).toBe('FORBIDDEN');
      const { id } = await desk.run({ ...period, strategy: easy });
      const query = 'query ($id: ID!) { backtest(id: $id) { id } }';
      const { errors } = await otherOf().riskOfficer.send(query, { id });
      expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
      const all = await otherOf().riskOfficer.ask('{ backtests(first: 100) { edges { node { id } } } }');
      expect(all).toEqual({ backtests: { edges: [] } });
    });

    it('forgets whose data are erased', async () => {
      const { id } = await desk.run({ ...period, strategy: easy });
      expect(await desk.swaps(id, 'SWAP_IN')).toMatchObject([
        { id: short.decisionId, outcome: 'UNKNOWN', draftAnswer: { outcome: 'APPROVE', limit: '20000.00' } },
      ]);
      const { lender, owner } = bankOf();
      const request = { idempotencyKey: 'forget short', kind: 'ERASURE', borrowerId: short.id };
      const { id: subjectRequestId } = await lender.do<{ id: string }>('openSubjectRequest', request, 'id');
      await owner.do('completeSubjectRequest', { subjectRequestId }, 'status');
      expect(await desk.swaps(id, 'SWAP_IN')).toEqual([]);
      const kept = await queryAll(
        bankOf().platform,
        'SELECT FROM risk.backtest_swap WHERE borrower_id = $1',
        [short.id],
      );
      expect(kept).toEqual([]);
      const after = await desk.run({ ...period, strategy: easy });
      expect(after.report?.leftOut).toMatchObject({ withoutConsent: 1, erased: 1 });
    });
  });
}
