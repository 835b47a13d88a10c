import {
  aBorrower,
  aLine,
  aLoan,
  apply,
  draw,
  payments,
  untilSettled,
  yuan,
  type Line,
} from '../harness/a-loan.fixture.js';
import { aTenant, dailyRate, limit, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings, queryAll } from '../harness/auditor.fixture.js';
import { findingsInTheEnd } from '../harness/drawing.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { addDays, lines, LoanDesk, type LoanAnswer } from './loan-desk.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;
let desk: LoanDesk;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  desk = new LoanDesk(bank);
});
afterAll(destroyPlatforms);

describe('a borrower who draws 10,000.00 and repays ten days later', () => {
  let line: Line;
  let loanId: string;
  let drawn: LoanAnswer;

  it('is offered the limit and the price of the strategy within the answer to the application', async () => {
    const { id } = await aBorrower(bank, 'Wang');
    const application = await apply(bank, id);
    expect(application).toMatchObject({
      status: 'APPROVED',
      offer: { limit: yuan(limit) },
      decision: { outcome: 'APPROVE', reasons: [], limit: yuan(limit) },
    });
    line = await aLine(bank, 'Li');
    expect(await desk.lineOf(line.lineId)).toEqual({
      status: 'ACTIVE',
      used: { amount: '0.00' },
      available: { amount: limit },
    });
  });

  it('has the money in a moment, and the schedule that was shown before', async () => {
    const shown = await desk.preview(line.lineId, '10000.00');
    const sentAt = performance.now();
    const answer = await draw(bank, line.lineId, '10000.00', 'draw of Li');
    loanId = answer.id;
    expect(['PENDING', 'DISBURSING', 'ACTIVE']).toContain(answer.status);
    expect(await untilSettled(bank, loanId)).toBe('ACTIVE');
    expect(performance.now() - sentAt).toBeLessThan(5_000);
    drawn = await desk.loanOf(loanId);
    expect(drawn.schedule).toEqual(shown);
    expect(drawn).toMatchObject({
      outstanding: { amount: '10000.00' },
      interestDue: { amount: '0.00' },
      dueOn: addDays(drawn.drawnOn, 30),
    });
    expect(shown).toMatchObject({
      principal: { amount: '10000.00' },
      interest: { amount: '120.00' },
      total: { amount: '10120.00' },
    });
    expect(Number(shown.annualRate)).toBeCloseTo(Number(dailyRate) * 365, 12);
    expect(await desk.lineOf(line.lineId)).toMatchObject({
      used: { amount: '10000.00' },
      available: { amount: '10000.00' },
    });
    expect(
      (await desk.entriesOf(loanId)).map((entry) => [
        entry.status,
        entry.causeType,
        entry.bookedOn,
        lines(entry),
      ]),
    ).toEqual([['POSTED', 'drawdown', drawn.drawnOn, ['1001 credit 10000.00', '1301 debit 10000.00']]]);
  });

  it('owes 4.00 of interest a day', async () => {
    expect(await desk.passDays(1)).toBe(addDays(drawn.drawnOn, 1));
    expect(await desk.quote(loanId)).toEqual({
      principal: { amount: '10000.00' },
      interest: { amount: '4.00' },
      total: { amount: '10004.00' },
    });
    expect(await desk.passDays(9)).toBe(addDays(drawn.drawnOn, 10));
    expect(await desk.quote(loanId)).toMatchObject({
      interest: { amount: '40.00' },
      total: { amount: '10040.00' },
    });
    expect(await desk.loanOf(loanId)).toMatchObject({ interestDue: { amount: '40.00' }, status: 'ACTIVE' });
    const accruals = (await desk.entriesOf(null)).filter(({ causeType }) => causeType === 'accrual');
    expect(accruals.map((entry) => [entry.bookedOn, lines(entry)])).toEqual(
      Array.from({ length: 10 }, (_, day) => [
        addDays(drawn.drawnOn, day),
        ['1311 debit 4.00', '6011 credit 4.00'],
      ]),
    );
  });

  it('may repay in parts, interest first, and never more than is owed', async () => {
    const part = await desk.repay(loanId, '1040.00');
    expect(part).toMatchObject({ interest: { amount: '40.00' }, principal: { amount: '1000.00' } });
    expect((await desk.entriesOf(part.id)).map(lines)).toEqual([
      ['1001 debit 1040.00', '1301 credit 1000.00', '1311 credit 40.00'],
    ]);
    expect(await desk.lineOf(line.lineId)).toMatchObject({
      used: { amount: '9000.00' },
      available: { amount: '11000.00' },
    });
    const tooMuch = { idempotencyKey: 'too much', loanId, amount: yuan('9000.01') };
    expect((await bank.lender.refusalOf('repay', tooMuch)).extensions).toMatchObject({
      code: 'CONFLICT',
      reason: 'REPAYMENT_EXCEEDS_DEBT',
    });
  });

  it('has the whole line back after repaying early, without a penalty', async () => {
    expect(await desk.repay(loanId, (await desk.quote(loanId)).total.amount)).toMatchObject({
      interest: { amount: '0.00' },
      principal: { amount: '9000.00' },
    });
    expect(await desk.loanOf(loanId)).toMatchObject({
      status: 'CLOSED',
      outstanding: { amount: '0.00' },
      interestDue: { amount: '0.00' },
    });
    expect(await desk.lineOf(line.lineId)).toEqual({
      status: 'ACTIVE',
      used: { amount: '0.00' },
      available: { amount: limit },
    });
    await desk.passDays(3);
    expect(await desk.loanOf(loanId)).toMatchObject({ status: 'CLOSED', interestDue: { amount: '0.00' } });
  });

  it('was served by nobody: between application and settlement no person has acted', async () => {
    const { application } = await bank.lender.ask<{ application: { receivedAt: string } }>(
      'query ($id: ID!) { application(id: $id) { receivedAt } }',
      { id: line.applicationId },
    );
    const between = {
      since: application.receivedAt,
      until: new Date(Date.parse(drawn.disbursedAt ?? '') + 1).toISOString(),
    };
    const audited = async (
      actorKind: string,
    ): Promise<{ totalCount: number; edges: { node: { action: string; actorId: string } }[] }> => {
      const { auditEvents } = await bank.owner.ask<{ auditEvents: Awaited<ReturnType<typeof audited>> }>(
        'query ($filter: AuditEventFilter) { auditEvents(filter: $filter, first: 100) { totalCount edges { node { action actorId } } } }',
        { filter: { ...between, actorKind } },
      );
      return auditEvents;
    };
    expect(await audited('PERSON')).toEqual({ totalCount: 0, edges: [] });
    const byProgram = (await audited('CLIENT')).edges.map(({ node }) => node);
    expect(byProgram.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['applyForCredit', 'acceptOffer', 'drawDown']),
    );
    expect(new Set(byProgram.map(({ actorId }) => actorId))).toEqual(new Set([bank.clientId]));
    expect((await audited('SYSTEM')).edges.map(({ node }) => node.action)).toContain('settleDisbursement');
  });

  it('gets the same decision, to the fingerprint, when it is made again after more has become known', async () => {
    await bank.lender.do('ingestEvents', { events: payments(line.borrowerId, 'later-Li', 4) }, 'accepted');
    const { decision } = await bank.lender.ask<{ decision: { fingerprint: string; answer: unknown } }>(
      'query ($id: ID!) { decision(id: $id) { fingerprint answer } }',
      { id: line.decisionId },
    );
    const replay = await bank.lender.do<{ same: boolean; fingerprint: string; answer: unknown }>(
      'replayDecision',
      { decisionId: line.decisionId },
      'same fingerprint answer',
    );
    expect(replay).toEqual({ same: true, fingerprint: decision.fingerprint, answer: decision.answer });
  });
});

describe('a loan that is kept to its last day', () => {
  it('costs to the cent what was previewed, and is overdue only when the day has passed', async () => {
    const { lineId } = await aLine(bank, 'Zhao');
    const shown = await desk.preview(lineId, '7615.37');
    const loanId = await aLoan(bank, lineId, '7615.37', 'draw of Zhao');
    await desk.passDays(30);
    expect(await desk.quote(loanId)).toEqual({
      principal: shown.principal,
      interest: shown.interest,
      total: shown.total,
    });
    expect((await desk.loanOf(loanId)).status).toBe('ACTIVE');
    await desk.passDays(1);
    expect((await desk.loanOf(loanId)).status).toBe('OVERDUE');
    const { total } = await desk.quote(loanId);
    await desk.repay(loanId, total.amount);
    expect((await desk.loanOf(loanId)).status).toBe('CLOSED');
  });
});

describe('a borrower who can not be lent to', () => {
  it('without consent is not decided on', async () => {
    const { id } = await bank.lender.do<{ id: string }>(
      'createBorrower',
      { idempotencyKey: 'silent', borrower: { reference: 'silent' } },
      'id',
    );
    const input = { idempotencyKey: 'apply silent', borrowerId: id, productId: bank.productId };
    expect((await bank.lender.refusalOf('applyForCredit', input)).extensions).toMatchObject({
      code: 'CONSENT_REQUIRED',
      reason: 'CONSENT_REQUIRED',
    });
  });

  it('after withdrawing consent is not decided on either', async () => {
    const { id, consentId } = await aBorrower(bank, 'shy');
    await bank.lender.do('withdrawConsent', { consentId }, 'withdrawnAt');
    const input = { idempotencyKey: 'apply shy', borrowerId: id, productId: bank.productId };
    expect((await bank.lender.refusalOf('applyForCredit', input)).extensions.code).toBe('CONSENT_REQUIRED');
  });

  it('with too short a history is declined, with the reason in both languages', async () => {
    const { id } = await aBorrower(bank, 'newcomer', 2);
    const { status, offer, decision } = await apply(bank, id);
    expect([status, offer, decision.outcome]).toEqual(['DECLINED', null, 'DECLINE']);
    expect(decision.reasons.map(({ code }) => code)).toEqual(['HISTORY_TOO_SHORT']);
    expect(decision.reasons[0]?.text).toMatch(/history/);
    expect(decision.reasons[0]?.textZh).toMatch(/历史/);
  });
});

describe('the books at the end', () => {
  it('balance, by their own word and by an addition of ours', async () => {
    const { trialBalance } = await bank.lender.ask<{
      trialBalance: {
        entries: number;
        balanced: boolean;
        accounts: { code: string; debit: { amount: string }; credit: { amount: string } }[];
      };
    }>('{ trialBalance { entries balanced accounts { code debit { amount } credit { amount } } } }');
    const cents = (amount: string): number => Math.round(Number(amount) * 100);
    const sum = (side: 'debit' | 'credit'): number =>
      trialBalance.accounts.reduce((total, account) => total + cents(account[side].amount), 0);
    expect(trialBalance.balanced).toBe(true);
    expect(sum('debit')).toBe(sum('credit'));
    expect(sum('debit')).toBeGreaterThan(0);
    const account = (code: string) => trialBalance.accounts.find((each) => each.code === code);
    for (const code of ['1301', '1311'])
      expect(account(code)?.debit.amount).toBe(account(code)?.credit.amount);
    const loans = 1_000_000 + 761_537;
    const income = cents(account('6011')?.credit.amount ?? '0');
    expect(cents(account('1001')?.credit.amount ?? '0')).toBe(loans);
    expect(cents(account('1001')?.debit.amount ?? '0')).toBe(loans + income);
  });

  it('agree with the database and with the bank in every row', async () => {
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });

  it('would not pass the auditor with a cent in the wrong place', async () => {
    const spoilings: readonly (readonly [string, RegExp])[] = [
      [
        "UPDATE ledger.posting SET amount_minor = amount_minor + 1 WHERE side = 'debit' AND line = 1 AND amount_minor = 1000000",
        /does not balance|the bank paid 10000\.00/,
      ],
      ['UPDATE lending.credit_line SET used_minor = used_minor + 1', /what a line has used/],
      ["UPDATE lending.loan SET status = 'DISBURSING' WHERE principal_minor = 761537", /still on its way/],
      [
        "UPDATE ledger.journal_entry SET status = 'voided' WHERE cause_type = 'drawdown'",
        /the bank paid 7615\.37 for|not in the ledger as posted/,
      ],
    ];
    for (const [spoil, finding] of spoilings) {
      // The books refuse every change; this is somebody who has switched their triggers off.
      await queryAll(platform, `SET session_replication_role = replica; ${spoil}`);
      expect((await findings(platform)).join('\n')).toMatch(finding);
    }
  });
});
