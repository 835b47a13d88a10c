import { aBorrower, aLine, aLoan, apply, draw, payments, untilSettled, yuan, type Line } from '../harness/a-loan.fixture.js';
import { aTenant, dailyRate, limit, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform, type RunningPlatform } from '../harness/running-platform.fixture.js';

jest.setTimeout(120_000);

const platform: RunningPlatform = newPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

interface Schedule {
  readonly instalments: readonly Record<string, unknown>[];
  readonly principal: { readonly amount: string };
  readonly interest: { readonly amount: string };
  readonly total: { readonly amount: string };
  readonly annualRate: string;
}

interface LoanAnswer {
  readonly status: string;
  readonly drawnOn: string;
  readonly dueOn: string;
  readonly requestedAt: string;
  readonly disbursedAt: string | null;
  readonly outstanding: { readonly amount: string };
  readonly interestDue: { readonly amount: string };
  readonly schedule: Schedule;
  readonly repayments: readonly { readonly amount: { readonly amount: string } }[];
}

const schedule = `instalments { number dueOn days principal { amount } interest { amount } total { amount } balance { amount } }
                  principal { amount } interest { amount } total { amount } annualRate`;

async function loanOf(id: string): Promise<LoanAnswer> {
  const { loan } = await bank.lender.ask<{ loan: LoanAnswer }>(
    `query ($id: ID!) { loan(id: $id) { status drawnOn dueOn requestedAt disbursedAt outstanding { amount } interestDue { amount }
       schedule { ${schedule} } repayments { amount { amount } } } }`,
    { id },
  );
  return loan;
}

async function lineOf(id: string): Promise<{ status: string; used: { amount: string }; available: { amount: string } }> {
  const { creditLine } = await bank.lender.ask<{ creditLine: Awaited<ReturnType<typeof lineOf>> }>(
    'query ($id: ID!) { creditLine(id: $id) { status used { amount } available { amount } } }',
    { id },
  );
  return creditLine;
}

async function preview(creditLineId: string, amount: string): Promise<Schedule> {
  const { previewSchedule } = await bank.lender.ask<{ previewSchedule: Schedule }>(
    `query ($input: PreviewScheduleInput!) { previewSchedule(input: $input) { ${schedule} } }`,
    { input: { creditLineId, amount: yuan(amount) } },
  );
  return previewSchedule;
}

let turn = 0;

async function passDays(days: number): Promise<string> {
  turn += 1;
  const { businessDate } = await bank.lender.do<{ businessDate: string }>(
    'advanceTestClock',
    { idempotencyKey: `turn ${turn}`, days },
    'businessDate daysEnded loansClosed',
  );
  return businessDate;
}

async function quote(loanId: string): Promise<{ principal: { amount: string }; interest: { amount: string }; total: { amount: string } }> {
  const { repaymentQuote } = await bank.lender.ask<{ repaymentQuote: Awaited<ReturnType<typeof quote>> }>(
    `query ($id: ID!) { repaymentQuote: quoteRepayment(loanId: $id) { principal { amount } interest { amount } total { amount } } }`,
    { id: loanId },
  );
  return repaymentQuote;
}

async function repay(loanId: string, amount: string): Promise<{ id: string; interest: { amount: string }; principal: { amount: string } }> {
  return bank.lender.do(
    'repay',
    { idempotencyKey: `repay ${loanId} ${amount}`, loanId, amount: yuan(amount) },
    'id interest { amount } principal { amount }',
  );
}

interface Entry {
  readonly status: string;
  readonly bookedOn: string;
  readonly causeType: string;
  readonly postings: readonly { readonly accountCode: string; readonly side: string; readonly amount: { readonly amount: string } }[];
}

async function entriesOf(causeId: string | null): Promise<Entry[]> {
  const { journalEntries } = await bank.lender.ask<{ journalEntries: { edges: { node: Entry }[] } }>(
    `query ($causeId: ID) { journalEntries(first: 100, causeId: $causeId) {
       edges { node { status bookedOn causeType postings { accountCode side amount { amount } } } } } }`,
    { causeId },
  );
  return journalEntries.edges.map(({ node }) => node);
}

/** `1301 debit 10000.00`, in the order of the accounts. */
function lines({ postings }: Entry): string[] {
  return postings.map(({ accountCode, side, amount }) => `${accountCode} ${side.toLowerCase()} ${amount.amount}`).sort();
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

describe('a borrower who draws 10,000.00 and repays ten days later', () => {
  let line: Line;
  let loanId: string;
  let drawn: LoanAnswer;

  it('is offered the limit and the price of the strategy within the answer to the application', async () => {
    const { id } = await aBorrower(bank, 'Wang');
    const application = await apply(bank, id);
    expect(application).toMatchObject({ status: 'APPROVED', offer: { limit: yuan(limit) }, decision: { outcome: 'APPROVE', reasons: [], limit: yuan(limit) } });
    line = await aLine(bank, 'Li');
    expect(await lineOf(line.lineId)).toEqual({ status: 'ACTIVE', used: { amount: '0.00' }, available: { amount: limit } });
  });

  it('has the money in a moment, and the schedule that was shown before', async () => {
    const shown = await preview(line.lineId, '10000.00');
    const sentAt = performance.now();
    const answer = await draw(bank, line.lineId, '10000.00', 'draw of Li');
    loanId = answer.id;
    expect(['PENDING', 'DISBURSING', 'ACTIVE']).toContain(answer.status);
    expect(await untilSettled(bank, loanId)).toBe('ACTIVE');
    expect(performance.now() - sentAt).toBeLessThan(5_000);
    drawn = await loanOf(loanId);
    expect(drawn.schedule).toEqual(shown);
    expect(drawn).toMatchObject({ outstanding: { amount: '10000.00' }, interestDue: { amount: '0.00' }, dueOn: addDays(drawn.drawnOn, 30) });
    expect(shown).toMatchObject({ principal: { amount: '10000.00' }, interest: { amount: '120.00' }, total: { amount: '10120.00' } });
    expect(Number(shown.annualRate)).toBeCloseTo(Number(dailyRate) * 365, 12);
    expect(await lineOf(line.lineId)).toMatchObject({ used: { amount: '10000.00' }, available: { amount: '10000.00' } });
    expect((await entriesOf(loanId)).map((entry) => [entry.status, entry.causeType, entry.bookedOn, lines(entry)])).toEqual([
      ['POSTED', 'drawdown', drawn.drawnOn, ['1001 credit 10000.00', '1301 debit 10000.00']],
    ]);
  });

  it('owes 4.00 of interest a day', async () => {
    expect(await passDays(1)).toBe(addDays(drawn.drawnOn, 1));
    expect(await quote(loanId)).toEqual({ principal: { amount: '10000.00' }, interest: { amount: '4.00' }, total: { amount: '10004.00' } });
    expect(await passDays(9)).toBe(addDays(drawn.drawnOn, 10));
    expect(await quote(loanId)).toMatchObject({ interest: { amount: '40.00' }, total: { amount: '10040.00' } });
    expect(await loanOf(loanId)).toMatchObject({ interestDue: { amount: '40.00' }, status: 'ACTIVE' });
    const accruals = (await entriesOf(null)).filter(({ causeType }) => causeType === 'accrual');
    expect(accruals.map((entry) => [entry.bookedOn, lines(entry)])).toEqual(
      Array.from({ length: 10 }, (_, day) => [addDays(drawn.drawnOn, day), ['1311 debit 4.00', '6011 credit 4.00']]),
    );
  });

  it('may repay in parts, interest first, and never more than is owed', async () => {
    const part = await repay(loanId, '1040.00');
    expect(part).toMatchObject({ interest: { amount: '40.00' }, principal: { amount: '1000.00' } });
    expect((await entriesOf(part.id)).map(lines)).toEqual([['1001 debit 1040.00', '1301 credit 1000.00', '1311 credit 40.00']]);
    expect(await lineOf(line.lineId)).toMatchObject({ used: { amount: '9000.00' }, available: { amount: '11000.00' } });
    const tooMuch = { idempotencyKey: 'too much', loanId, amount: yuan('9000.01') };
    expect((await bank.lender.refusalOf('repay', tooMuch)).extensions).toMatchObject({ code: 'CONFLICT', reason: 'REPAYMENT_EXCEEDS_DEBT' });
  });

  it('has the whole line back after repaying early, without a penalty', async () => {
    expect(await repay(loanId, (await quote(loanId)).total.amount)).toMatchObject({ interest: { amount: '0.00' }, principal: { amount: '9000.00' } });
    expect(await loanOf(loanId)).toMatchObject({ status: 'CLOSED', outstanding: { amount: '0.00' }, interestDue: { amount: '0.00' } });
    expect(await lineOf(line.lineId)).toEqual({ status: 'ACTIVE', used: { amount: '0.00' }, available: { amount: limit } });
    await passDays(3);
    expect(await loanOf(loanId)).toMatchObject({ status: 'CLOSED', interestDue: { amount: '0.00' } });
  });

  it('was served by nobody: between application and settlement no person has acted', async () => {
    const { application } = await bank.lender.ask<{ application: { receivedAt: string } }>(
      'query ($id: ID!) { application(id: $id) { receivedAt } }',
      { id: line.applicationId },
    );
    const between = { since: application.receivedAt, until: new Date(Date.parse(drawn.disbursedAt ?? '') + 1).toISOString() };
    const audited = async (actorKind: string): Promise<{ totalCount: number; edges: { node: { action: string; actorId: string } }[] }> => {
      const { auditEvents } = await bank.owner.ask<{ auditEvents: Awaited<ReturnType<typeof audited>> }>(
        'query ($filter: AuditEventFilter) { auditEvents(filter: $filter, first: 100) { totalCount edges { node { action actorId } } } }',
        { filter: { ...between, actorKind } },
      );
      return auditEvents;
    };
    expect(await audited('PERSON')).toEqual({ totalCount: 0, edges: [] });
    const byProgram = (await audited('CLIENT')).edges.map(({ node }) => node);
    expect(byProgram.map(({ action }) => action)).toEqual(expect.arrayContaining(['applyForCredit', 'acceptOffer', 'drawDown']));
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
    const shown = await preview(lineId, '7615.37');
    const loanId = await aLoan(bank, lineId, '7615.37', 'draw of Zhao');
    await passDays(30);
    expect(await quote(loanId)).toEqual({ principal: shown.principal, interest: shown.interest, total: shown.total });
    expect((await loanOf(loanId)).status).toBe('ACTIVE');
    await passDays(1);
    expect((await loanOf(loanId)).status).toBe('OVERDUE');
    const { total } = await quote(loanId);
    await repay(loanId, total.amount);
    expect((await loanOf(loanId)).status).toBe('CLOSED');
  });
});

describe('a borrower who can not be lent to', () => {
  it('without consent is not decided on', async () => {
    const { id } = await bank.lender.do<{ id: string }>('createBorrower', { idempotencyKey: 'silent', borrower: { reference: 'silent' } }, 'id');
    const input = { idempotencyKey: 'apply silent', borrowerId: id, productId: bank.productId };
    expect((await bank.lender.refusalOf('applyForCredit', input)).extensions).toMatchObject({ code: 'CONSENT_REQUIRED', reason: 'CONSENT_REQUIRED' });
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
      trialBalance: { entries: number; balanced: boolean; accounts: { code: string; debit: { amount: string }; credit: { amount: string } }[] };
    }>('{ trialBalance { entries balanced accounts { code debit { amount } credit { amount } } } }');
    const cents = (amount: string): number => Math.round(Number(amount) * 100);
    const sum = (side: 'debit' | 'credit'): number => trialBalance.accounts.reduce((total, account) => total + cents(account[side].amount), 0);
    expect(trialBalance.balanced).toBe(true);
    expect(sum('debit')).toBe(sum('credit'));
    expect(sum('debit')).toBeGreaterThan(0);
    const account = (code: string) => trialBalance.accounts.find((each) => each.code === code);
    for (const code of ['1301', '1311']) expect(account(code)?.debit.amount).toBe(account(code)?.credit.amount);
    const loans = 1_000_000 + 761_537;
    const income = cents(account('6011')?.credit.amount ?? '0');
    expect(cents(account('1001')?.credit.amount ?? '0')).toBe(loans);
    expect(cents(account('1001')?.debit.amount ?? '0')).toBe(loans + income);
  });

  it('agree with the database and with the bank in every row', async () => {
    await eventually(20_000, async () => ((await findings(platform)).length === 0 ? true : undefined)).catch(() => undefined);
    expect(await findings(platform)).toEqual([]);
  });
});
