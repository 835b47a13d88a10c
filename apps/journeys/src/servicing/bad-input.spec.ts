import { aLine, aLoan, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings } from '../harness/auditor.fixture.js';
import type { ApiError } from '../harness/caller.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { addDays, LoanDesk } from '../one-loan/loan-desk.fixture.js';
import { cases, draw, ids, renew, repay } from './bad-input.fixture.js';
import { statements } from './bad-statement.fixture.js';
import { aLineUnder, publishServiced } from './serviced-product.fixture.js';
import { rowsOf, untilQuiet } from './unchanged.fixture.js';

jest.setTimeout(120_000);

/* What must be refused is refused with its code, says what, where and how to mend it in both languages, and leaves every row as it was. */
const platform = sharedPlatform();
let bank: Tenant;
let desk: LoanDesk;
let today: string;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  const other = await aTenant(platform, 'south');
  desk = new LoanDesk(bank);
  const brief = await publishServiced(bank, 'brief', {
    lineTermDays: 31,
    servicing: { overpayment: 'KEEP' },
  });
  ids['expired'] = (await aLineUnder(bank, brief, 'Qian')).lineId;
  const debtor = await aLine(bank, 'Zhao');
  ids['line'] = debtor.lineId;
  ids['borrower'] = debtor.borrowerId;
  ids['stranger'] = (await aLine(bank, 'Sun')).borrowerId;
  ids['foreignLine'] = (await aLine(other, 'Li')).lineId;
  const planned = await publishServiced(bank, 'planned', {
    repayment: { method: 'EQUAL_PRINCIPAL', periods: 3, every: { unit: 'MONTH', count: 1 } },
  });
  const plannedLine = await aLineUnder(bank, planned, 'Wang');
  ids['frozen'] = (await aLine(bank, 'Zhou')).lineId;
  ids['closed'] = await aLoan(bank, ids['line'], '1000.00', 'to be closed');
  today = await desk.passDays(32);
  ids['planned'] = await aLoan(bank, plannedLine.lineId, '1000.00', 'planned');
  ids['loan'] = await aLoan(bank, ids['line'], '5000.00', 'open');
  const { total } = await desk.quote(ids['closed']);
  ids['repayment'] = (await desk.repay(ids['closed'], total.amount)).id;
  const freeze = { idempotencyKey: 'freeze', creditLineId: ids['frozen'], reason: 'early warning' };
  await bank.lender.do('freezeCreditLine', freeze, 'status');
  await untilQuiet(platform, bank.id);
});
afterAll(destroyPlatforms);

/** Refused, with all that whoever sent it needs; and nothing has changed. */
async function mustChangeNothing(ask: () => Promise<ApiError>): Promise<ApiError['extensions']> {
  await untilQuiet(platform, bank.id);
  const before = await rowsOf(platform, bank.id);
  const { message, extensions } = await ask();
  expect(message.length).toBeGreaterThan(10);
  expect(extensions).toMatchObject({ messageZh: expect.stringMatching(/[一-龥]/) });
  expect(await rowsOf(platform, bank.id)).toEqual(before);
  return extensions;
}

it.each(cases.map((each) => [each[0], each] as const))(
  '%s is refused and changes nothing',
  async (_, [what, mutation, input, code, reason, path]) => {
    const refusal = await mustChangeNothing(() =>
      bank.lender.refusalOf(mutation, { idempotencyKey: what.slice(0, 60), ...input() }),
    );
    expect(refusal).toMatchObject({ code, reason, ...(path ? { path } : {}) });
  },
);

it.each([
  ['an absurd rate', renew({ dailyRate: '2' }), 'INPUT_INVALID'],
  ['a rate below zero', renew({ dailyRate: '-0.0001' }), 'INPUT_INVALID'],
  ['a rate of words', renew({ dailyRate: 'high' }), 'AMOUNT_MALFORMED'],
  ['no instalment', renew({ periods: 0 }), 'INPUT_INVALID'],
  ['a term beyond all reason', renew({ periods: 1_000_000 }), 'INPUT_INVALID', 'input.periods'],
  ['a day more than the longest term', renew({ periods: 3_661 }), 'INPUT_INVALID', 'input.periods'],
  ['half an instalment', renew({ periods: 1.5 }), 'QUERY_INVALID'],
  [
    'a rate just beyond the highest',
    renew({ dailyRate: '0.001000000001' }),
    'INPUT_INVALID',
    'input.dailyRate',
  ],
  [
    'grace on principal that never ends',
    renew({ graceOnPrincipal: 30 }),
    'INPUT_INVALID',
    'input.graceOnPrincipal',
  ],
  ['grace on interest below zero', renew({ graceOnInterest: -1 }), 'INPUT_INVALID', 'input.graceOnInterest'],
  ['a moratorium that never ends', renew({ moratorium: 31 }), 'INPUT_INVALID', 'input.moratorium'],
  ['no reason', renew({ reason: ' ' }), 'INPUT_INVALID', 'input.reason'],
  ['a reason that is a story', renew({ reason: 'x'.repeat(201) }), 'INPUT_INVALID', 'input.reason'],
  [
    'more instalments than a loan shows',
    () => ({ ...renew({ periods: 1_001 })(), loanId: ids['planned'] }),
    'INPUT_INVALID',
    'input.periods',
  ],
])('new terms with %s are refused and change nothing', async (what, input, reason, ...[path]: [string?]) => {
  const refusal = await mustChangeNothing(() =>
    bank.riskOfficer.refusalOf('restructureLoan', { idempotencyKey: what, ...input() }),
  );
  expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', reason, ...(path ? { path } : {}) });
});

it.each(statements)('%s is not taken for a statement', async (what, input, reason, path) => {
  const refusal = await mustChangeNothing(() =>
    bank.owner.refusalOf('importBankStatement', { idempotencyKey: what, ...input() }),
  );
  expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', reason, path });
});

it.each([
  ['2', 'RATE'],
  ['-0.0001', 'RATE'],
  ['much', 'RATE'],
])('a product with a daily rate of %s is refused', async (dailyRateMax, hint) => {
  const terms = {
    kind: 'REVOLVING',
    currency: 'CNY',
    limitMin: '1000.00',
    limitMax: '50000.00',
    dailyRateMin: '0',
    dailyRateMax,
  };
  const more = { drawMin: '100.00', termDays: 30, lineTermDays: 365, offerValidMinutes: 1440 };
  const code = `absurd-${hint}-${dailyRateMax.length}`.toLowerCase();
  const input = { idempotencyKey: code, code, name: code, terms: { ...terms, ...more } };
  const refusal = await mustChangeNothing(() => bank.productManager.refusalOf('createProduct', input));
  expect(refusal.code).toBe('BAD_USER_INPUT');
});

describe('a day that can not be', () => {
  it.each(['2027-02-29', '2026-04-31', '2026-13-01', '2100-02-29', 'yesterday', '2026-11-27T00:00:00Z'])(
    'is no day: %s',
    async (on) => {
      const refusal = await mustChangeNothing(() => refusedQuote(on));
      expect(refusal.code).toBe('BAD_USER_INPUT');
    },
  );

  it('a quote for a day before the loan was paid out is refused', async () => {
    const refusal = await mustChangeNothing(() => refusedQuote(addDays(today, -1)));
    expect(refusal).toMatchObject({ code: 'CONFLICT', reason: 'BUSINESS_DATE_PASSED' });
  });

  it('a day that is not over can not be ended, nor time be turned back', async () => {
    const on = addDays(today, 1);
    const early = await mustChangeNothing(() => bank.owner.refusalOf('runEndOfDay', { on }));
    expect(early).toMatchObject({ code: 'CONFLICT', reason: 'STATE_CONFLICT', path: 'input.on' });
    for (const days of [0, -1, 367]) {
      const input = { idempotencyKey: `back ${days}`, days };
      const back = await mustChangeNothing(() => bank.lender.refusalOf('advanceTestClock', input));
      expect(back).toMatchObject({ code: 'BAD_USER_INPUT', path: 'input.days' });
    }
  });

  async function refusedQuote(on: string): Promise<ApiError> {
    const query = 'query ($id: ID!, $on: Date) { quoteRepayment(loanId: $id, on: $on) { total { amount } } }';
    const { data, errors } = await bank.lender.send(query, { id: ids['loan'], on });
    const [error] = errors;
    if (!error) throw new Error(`${on} was taken: ${JSON.stringify(data)}`);
    return error;
  }
});

/* The four ways in which a replayed key goes wrong in Fineract, by its own open issues. */
describe('an idempotency key that comes again', () => {
  const once = { idempotencyKey: 'one key', amount: yuan('10.00') };

  it('with another amount is a conflict; with the same it is the same answer', async () => {
    const first = await bank.lender.do('repay', { ...once, loanId: ids['loan'] }, 'id');
    const refusal = await mustChangeNothing(() =>
      bank.lender.refusalOf('repay', { ...once, loanId: ids['loan'], amount: yuan('10.01') }),
    );
    expect(refusal.code).toBe('IDEMPOTENCY_CONFLICT');
    await untilQuiet(platform, bank.id);
    const before = await rowsOf(platform, bank.id);
    expect(await bank.lender.do('repay', { ...once, loanId: ids['loan'] }, 'id')).toEqual(first);
    expect(await rowsOf(platform, bank.id)).toEqual(before);
  });

  it('for another loan is a conflict', async () => {
    const refusal = await mustChangeNothing(() =>
      bank.lender.refusalOf('repay', { ...once, loanId: ids['closed'] }),
    );
    expect(refusal.code).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('after a request that was refused may be used for the one that was corrected', async () => {
    const wrong = { idempotencyKey: 'corrected', loanId: ids['loan'], amount: yuan('999999.00') };
    await mustChangeNothing(() => bank.lender.refusalOf('repay', wrong));
    const right = { ...wrong, amount: yuan('1.00') };
    const first = await bank.lender.do('repay', right, 'id');
    expect(await bank.lender.do('repay', right, 'id')).toEqual(first);
  });

  it('of 1,000 characters is refused as what it is', async () => {
    for (const mutation of ['repay', 'drawDown']) {
      const input = mutation === 'repay' ? repay(() => ({}))() : draw(() => ({}))();
      const refusal = await mustChangeNothing(() =>
        bank.lender.refusalOf(mutation, { ...input, idempotencyKey: 'k'.repeat(1_000) }),
      );
      expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', path: 'input.idempotencyKey' });
    }
  });

  it('of a draw, with another line, amount or borrower is a conflict', async () => {
    const input = { idempotencyKey: 'one draw', creditLineId: ids['line'], amount: yuan('100.00') };
    await bank.lender.do('drawDown', input, 'id');
    await untilQuiet(platform, bank.id);
    for (const change of [{ creditLineId: ids['frozen'] }, { amount: yuan('100.01') }]) {
      const refusal = await mustChangeNothing(() =>
        bank.lender.refusalOf('drawDown', { ...input, ...change }),
      );
      expect(refusal.code).toBe('IDEMPOTENCY_CONFLICT');
    }
  });
});

it('a line over its limit, after a repayment on it was undone, gives nothing until it is below again', async () => {
  const creditLineId = (await aLine(bank, 'Wu')).lineId;
  const first = await aLoan(bank, creditLineId, '20000.00', 'all of it');
  const { id: repaymentId } = await desk.repay(first, '20000.00');
  await aLoan(bank, creditLineId, '20000.00', 'again all of it');
  await bank.lender.do(
    'reverseRepayment',
    { idempotencyKey: 'undo', repaymentId, reason: 'another’s money' },
    'id',
  );
  expect(await desk.lineOf(creditLineId)).toMatchObject({
    used: { amount: '40000.00' },
    available: { amount: '0.00' },
  });
  const more = { idempotencyKey: 'more', creditLineId, amount: yuan('100.00') };
  const refusal = await mustChangeNothing(() => bank.lender.refusalOf('drawDown', more));
  expect(refusal).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { available: '0.00' } });
  await desk.repay(first, '19900.00');
  expect(await desk.lineOf(creditLineId)).toMatchObject({
    used: { amount: '20100.00' },
    available: { amount: '0.00' },
  });
  await mustChangeNothing(() => bank.lender.refusalOf('drawDown', more));
  await desk.repay(first, '100.00');
  expect((await desk.lineOf(creditLineId)).available.amount).toBe('0.00');
});

it('leaves nothing for an auditor to find', async () => {
  expect((await findings(platform)).filter((finding) => !finding.includes('job'))).toEqual([]);
});
