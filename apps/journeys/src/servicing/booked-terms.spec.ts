import { aLoan, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings, queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { bankBook } from '../harness/sandbox-bank.fixture.js';
import { LoanDesk } from '../one-loan/loan-desk.fixture.js';
import { disagreementsIn } from './agreement.fixture.js';
import { aLineUnder, publishServiced } from './serviced-product.fixture.js';

jest.setTimeout(180_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

const money = '{ amount }';
const schedule = `principal ${money} interest ${money} fee ${money} total ${money} upfrontFee ${money} paidOut ${money} annualRate apr irr
  instalments { number dueOn days principal ${money} interest ${money} fee ${money} total ${money} balance ${money} }`;

interface Shown {
  readonly apr: string;
  readonly irr: string;
  readonly total: { readonly amount: string };
  readonly upfrontFee: { readonly amount: string };
  readonly paidOut: { readonly amount: string };
  readonly instalments: readonly { readonly dueOn: string; readonly total: { readonly amount: string } }[];
}

interface Booked {
  readonly status: string;
  readonly principal: { readonly amount: string };
  readonly upfrontFee: { readonly amount: string };
  readonly paidOut: { readonly amount: string };
  readonly schedule: Shown;
}

const monthly = { every: { unit: 'MONTH', count: 1 } };
const deducted = { name: 'service', charged: 'DEDUCTED', rate: '0.015' };
const added = { name: 'insurance', charged: 'ADDED', rate: '0.02' };
const stamp = { name: 'stamp', charged: 'DEDUCTED', amount: '5.00' };

/** Products that between them have every term of a schedule. */
const products: Readonly<Record<string, Record<string, unknown>>> = {
  'by the day, with fees': { upfrontFees: [deducted, stamp] },
  'level, with a fee each month and one deducted': {
    upfrontFees: [deducted],
    repayment: { ...monthly, method: 'EQUAL_INSTALMENT', periods: 6, feeRate: '0.001' },
  },
  'level, with a fee lent on top': {
    upfrontFees: [added],
    repayment: { ...monthly, method: 'EQUAL_INSTALMENT', periods: 12, interest: 'PERIODIC' },
  },
  'equal principal on the 8th, around holidays': {
    repayment: {
      ...monthly,
      method: 'EQUAL_PRINCIPAL',
      periods: 12,
      dueDay: 8,
      firstPeriodMinDays: 10,
      holidays: { calendar: 'CN', convention: 'FOLLOWING' },
    },
  },
  'interest first, with grace on interest': {
    repayment: { ...monthly, method: 'INTEREST_ONLY', periods: 6, graceOnInterest: 2, dayCount: '30E/360' },
  },
  'all at the end': { repayment: { ...monthly, method: 'BULLET', periods: 6, dayCount: 'ACT/360' } },
  flat: { upfrontFees: [added, stamp], repayment: { ...monthly, method: 'FLAT', periods: 10 } },
  'a balloon, rounded to whole yuan, remainder first': {
    repayment: {
      ...monthly,
      method: 'BALLOON',
      periods: 9,
      balloonRate: '0.3',
      instalmentMultipleOf: '1',
      remainder: 'FIRST',
    },
  },
  'growing every third month, after a moratorium': {
    repayment: {
      ...monthly,
      method: 'STEP_UP',
      periods: 12,
      moratorium: 2,
      step: { rate: '0.1', everyInstalments: 3 },
    },
  },
  'every second week on Mondays': {
    repayment: { every: { unit: 'WEEK', count: 2 }, method: 'EQUAL_INSTALMENT', periods: 10, dueDay: 1 },
  },
  'every ten days, grace on principal': {
    repayment: {
      every: { unit: 'DAY', count: 10 },
      method: 'EQUAL_PRINCIPAL',
      periods: 9,
      graceOnPrincipal: 3,
      feeAmount: '1.00',
    },
  },
  'each quarter, before holidays': {
    repayment: {
      every: { unit: 'MONTH', count: 3 },
      method: 'EQUAL_INSTALMENT',
      periods: 4,
      dayCount: 'ACT/ACT-ISDA',
      holidays: { calendar: 'CN', convention: 'PRECEDING' },
    },
  },
};

async function bookedLoan(id: string): Promise<Booked> {
  const { loan } = await bank.lender.ask<{ loan: Booked }>(
    `query ($id: ID!) { loan(id: $id) { status principal ${money} upfrontFee ${money} paidOut ${money} schedule { ${schedule} } } }`,
    { id },
  );
  return loan;
}

describe.each(Object.entries(products))('a product %s', (name, terms) => {
  const code = `p${Object.keys(products).indexOf(name)}`;
  let loanId: string;
  let preview: Shown;

  it('is booked to the cent as it was shown, in the offer as for the line', async () => {
    const productId = await publishServiced(bank, code, terms);
    const line = await aLineUnder(bank, productId, code);
    const { application } = await bank.lender.ask<{ application: { offer: { example: Shown } } }>(
      `query ($id: ID!) { application(id: $id) { offer { example { ${schedule} } } } }`,
      { id: line.applicationId },
    );
    const asked = { creditLineId: line.lineId, amount: yuan('7615.37') };
    ({ previewSchedule: preview } = await bank.lender.ask<{ previewSchedule: Shown }>(
      `query ($input: PreviewScheduleInput!) { previewSchedule(input: $input) { ${schedule} } }`,
      { input: asked },
    ));
    loanId = await aLoan(bank, line.lineId, '7615.37', code);
    const loan = await bookedLoan(loanId);
    expect(loan.schedule).toEqual(preview);
    expect(loan).toMatchObject({ upfrontFee: preview.upfrontFee, paidOut: preview.paidOut });
    const charged = Number(preview.upfrontFee.amount) + Number(preview.paidOut.amount);
    expect(charged).toBeCloseTo(Number(loan.principal.amount), 6);
    expect(application.offer.example.instalments.map(({ dueOn }) => dueOn)).toEqual(
      preview.instalments.map(({ dueOn }) => dueOn),
    );
    expect(Number(application.offer.example.apr)).toBeCloseTo(Number(preview.apr), 1);
    expect(Number(preview.irr)).toBeGreaterThan(Number(preview.apr) - 0.001);
  });

  it('is paid out less its fees, which are income of that day', async () => {
    const { paidOut, upfrontFee } = await bookedLoan(loanId);
    const paid = (await bankBook(platform)).filter(({ reference }) => reference === loanId);
    expect(paid).toEqual([
      { reference: loanId, amount: paidOut.amount, currency: 'CNY', status: expect.any(String) as string },
    ]);
    const fees = await queryAll<{ code: string; minor: string }>(
      platform,
      `SELECT code, sum(amount_minor)::text AS minor FROM lending.movement m
       JOIN ledger.journal_entry e ON (e.tenant_id, e.environment, e.id) = (m.tenant_id, m.environment, m.entry_id)
       WHERE loan_id = $1 AND e.cause_type = 'fee' GROUP BY code ORDER BY code`,
      [loanId],
    );
    const minor = upfrontFee.amount.replace('.', '').replace(/^0+(?=\d)/, '');
    expect(fees).toEqual(
      minor === '0'
        ? []
        : [
            { code: '1001', minor },
            { code: '6021', minor: `-${minor}` },
          ],
    );
  });
});

describe('all of these loans', () => {
  it('leave books that agree, and that the bank agrees with', async () => {
    expect(await disagreementsIn(platform)).toEqual([]);
    expect(await findings(platform)).toEqual([]);
    const { ledgerReconciliation } = await bank.owner.ask<{ ledgerReconciliation: unknown }>(
      '{ ledgerReconciliation { holds differences { kind id } } }',
    );
    expect(ledgerReconciliation).toEqual({ holds: true, differences: [] });
  });

  it('still agree after two months, with fees and instalments that fell due, and a payment', async () => {
    await new LoanDesk(bank).passDays(62);
    const { loans } = await bank.lender.ask<{
      loans: { edges: { node: { id: string; status: string; feeDue: { amount: string } } }[] };
    }>('{ loans(first: 50) { edges { node { id status feeDue { amount } } } } }');
    const [due] = loans.edges.filter(({ node }) => Number(node.feeDue.amount) > 0);
    const repaid = await bank.lender.do<{ fee: { amount: string } }>(
      'repay',
      { idempotencyKey: 'a payment', loanId: due?.node.id, amount: yuan('100.00') },
      'fee { amount }',
    );
    // The oldest instalment in all its parts first.
    expect(Number(repaid.fee.amount)).toBeGreaterThan(0);
    expect(await disagreementsIn(platform)).toEqual([]);
    expect(await findings(platform)).toEqual([]);
  });
});

describe('a calendar of a bank’s own', () => {
  const publish = (key: string, year: number, holidays: readonly string[]) =>
    bank.productManager.do<{ years: { year: number; isOwn: boolean; holidays: string[] }[] }>(
      'publishHolidays',
      { idempotencyKey: key, calendar: 'HK', year, holidays, weekend: [], source: 'the Gazette' },
      'years { year isOwn holidays }',
    );

  it('moves due days of loans that are drawn after it was published, and of no other', async () => {
    const unknown = await bank.lender.send('{ holidayCalendar(code: "HK") { code } }');
    expect(unknown.errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    const holidays = { calendar: 'HK', convention: 'FOLLOWING' };
    const productId = await publishServiced(bank, 'hk', {
      repayment: { ...monthly, method: 'EQUAL_PRINCIPAL', periods: 3, holidays },
    });
    const { lineId } = await aLineUnder(bank, productId, 'hk');
    await publish('nothing yet', 2026, []);
    const before = await bookedLoan(await aLoan(bank, lineId, '900.00', 'before'));
    const [first = ''] = before.schedule.instalments.map(({ dueOn }) => dueOn);
    const year = Number(first.slice(0, 4));
    const { years } = await publish('the first due day', year, [first]);
    expect(years).toContainEqual({ year, isOwn: true, holidays: [first] });
    const after = await bookedLoan(await aLoan(bank, lineId, '900.00', 'after'));
    const nextDay = new Date(Date.parse(first) + 86_400_000).toISOString().slice(0, 10);
    expect(after.schedule.instalments[0]?.dueOn).toBe(nextDay);
    expect(after.schedule.instalments[1]).toMatchObject({ dueOn: before.schedule.instalments[1]?.dueOn });
  });

  it('is refused with a day of another year', async () => {
    await expect(publish('wrong', 2026, ['2027-01-01'])).rejects.toThrow('2027-01-01 is not in 2026');
  });
});
