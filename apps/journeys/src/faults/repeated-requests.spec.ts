import { aLine, aLoan, draw, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import {
  findingsInTheEnd,
  tryToDraw,
  untilNoneIsOnItsWay,
  type DrawAnswer,
} from '../harness/drawing.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

function reasonOf(answer: DrawAnswer): string {
  return answer.kind === 'REFUSED' ? answer.error.extensions.reason : answer.kind;
}

async function loansOn(lineId: string): Promise<string> {
  const [row] = await queryAll(
    platform,
    'SELECT count(*)::text AS count FROM lending.loan WHERE credit_line_id = $1',
    [lineId],
  );
  return row?.['count'] ?? '';
}

describe('a drawdown that is asked for again', () => {
  it('100 times at once under one key is one loan, and everybody is told the same', async () => {
    const { lineId } = await aLine(bank, 'eager');
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => tryToDraw(bank, { key: 'eager', lineId, amount: '1500.00' })),
    );
    const told = answers.map((answer) =>
      answer.kind === 'LOAN' ? JSON.stringify({ ...answer.loan, status: undefined }) : JSON.stringify(answer),
    );
    expect(new Set(told).size).toBe(1);
    expect(answers.map(({ kind }) => kind)).toEqual(Array.from({ length: 100 }, () => 'LOAN'));
    expect(await loansOn(lineId)).toBe('1');
  });

  it('with other contents under the same key is a conflict: another amount, another currency, another line', async () => {
    const [first, second] = [await aLine(bank, 'first'), await aLine(bank, 'second')];
    await draw(bank, first.lineId, '1000.00', 'taken');
    const others = [
      { creditLineId: first.lineId, amount: yuan('1000.01') },
      { creditLineId: first.lineId, amount: { amount: '1000.00', currency: 'USD' } },
      { creditLineId: second.lineId, amount: yuan('1000.00') },
      {
        creditLineId: second.lineId.replace(/.$/, (end) => (end === 'a' ? 'b' : 'a')),
        amount: yuan('1000.00'),
      },
      { creditLineId: first.lineId, amount: yuan('20000.00') },
    ];
    for (const other of others) {
      const { extensions } = await bank.lender.refusalOf('drawDown', { idempotencyKey: 'taken', ...other });
      expect([other, extensions.code]).toEqual([other, 'IDEMPOTENCY_CONFLICT']);
    }
    expect([await loansOn(first.lineId), await loansOn(second.lineId)]).toEqual(['1', '0']);
  });

  it('is answered with its loan even when the line is used up by now', async () => {
    const { lineId } = await aLine(bank, 'thirsty');
    const { id } = await draw(bank, lineId, '20000.00', 'all of it');
    expect((await draw(bank, lineId, '20000.00', 'all of it')).id).toBe(id);
    expect(reasonOf(await tryToDraw(bank, { key: 'more', lineId, amount: '100.00' }))).toBe(
      'LINE_AVAILABLE_EXCEEDED',
    );
  });

  it('may be corrected under the same key when it was refused', async () => {
    const { lineId } = await aLine(bank, 'hasty');
    expect(reasonOf(await tryToDraw(bank, { key: 'hasty', lineId, amount: '20000.01' }))).toBe(
      'LINE_AVAILABLE_EXCEEDED',
    );
    expect(reasonOf(await tryToDraw(bank, { key: 'hasty', lineId, amount: '2000.00' }))).toBe('LOAN');
    expect(await loansOn(lineId)).toBe('1');
  });
});

describe('many drawdowns at once on one line', () => {
  it('of which 15 fit are accepted 15 times of 40, and the others are told that the line is used up', async () => {
    const { lineId } = await aLine(bank, 'crowded');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        tryToDraw(bank, { key: `crowd ${index}`, lineId, amount: '1300.00' }),
      ),
    );
    const counts = new Map<string, number>();
    for (const reason of answers.map(reasonOf)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual({ LOAN: 15, LINE_AVAILABLE_EXCEEDED: 25 });
    const [line] = await queryAll(
      platform,
      'SELECT used_minor::text, limit_minor::text FROM lending.credit_line WHERE id = $1',
      [lineId],
    );
    expect(line).toEqual({ used_minor: '1950000', limit_minor: '2000000' });
    await untilNoneIsOnItsWay(platform);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });

  it('and repayments and days that pass in between never take it over its limit nor lose a cent', async () => {
    const { lineId } = await aLine(bank, 'lively');
    const loanIds = await Promise.all(
      Array.from({ length: 5 }, (_, index) => aLoan(bank, lineId, '2000.00', `lively ${index}`)),
    );
    const repay = (loanId: string, key: string) =>
      bank.lender.send('mutation ($input: RepayInput!) { repay(input: $input) { id } }', {
        input: { idempotencyKey: key, loanId, amount: yuan('500.00') },
      });
    const answers = await Promise.all([
      ...Array.from({ length: 12 }, (_, index) =>
        tryToDraw(bank, { key: `lively draw ${index}`, lineId, amount: '1100.00' }),
      ),
      ...loanIds.flatMap((loanId) =>
        [1, 2, 3].map((time) => repay(loanId, `lively repay ${loanId} ${time}`)),
      ),
      bank.lender.send(
        'mutation ($input: AdvanceTestClockInput!) { advanceTestClock(input: $input) { businessDate } }',
        {
          input: { idempotencyKey: 'lively days', days: 3 },
        },
      ),
    ]);
    const refusals = answers.flatMap((answer) =>
      'errors' in answer ? answer.errors : answer.kind === 'REFUSED' ? [answer.error] : [],
    );
    expect(
      refusals
        .map(({ extensions }) => extensions.reason)
        .filter((reason) => reason !== 'LINE_AVAILABLE_EXCEEDED'),
    ).toEqual([]);
    await untilNoneIsOnItsWay(platform);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });
});

describe('a repayment', () => {
  it('of all that is owed, sent 20 times at once under different keys, is booked once', async () => {
    const { lineId } = await aLine(bank, 'grateful');
    const loanId = await aLoan(bank, lineId, '3000.00', 'grateful');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        bank.lender.send('mutation ($input: RepayInput!) { repay(input: $input) { id } }', {
          input: { idempotencyKey: `thanks ${index}`, loanId, amount: yuan('3000.00') },
        }),
      ),
    );
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(new Set(answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code)))).toEqual(
      new Set(['CONFLICT']),
    );
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });

  it('sent 20 times at once under one key is booked once, and under that key with another amount is a conflict', async () => {
    const { lineId } = await aLine(bank, 'careful');
    const loanId = await aLoan(bank, lineId, '3000.00', 'careful');
    const input = { idempotencyKey: 'careful', loanId, amount: yuan('1000.00') };
    const ids = await Promise.all(
      Array.from({ length: 20 }, () => bank.lender.do<{ id: string }>('repay', input, 'id')),
    );
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    const other = await bank.lender.refusalOf('repay', { ...input, amount: yuan('1000.01') });
    expect(other.extensions.code).toBe('IDEMPOTENCY_CONFLICT');
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });
});

describe('an application and an offer', () => {
  it('that are sent ten times at once are one decision and one line', async () => {
    const { lender, productId } = bank;
    const { id: borrowerId } = await lender.do<{ id: string }>(
      'createBorrower',
      { idempotencyKey: 'restless', borrower: { reference: 'restless' } },
      'id',
    );
    await lender.do(
      'grantConsent',
      { idempotencyKey: 'restless', borrowerId, purpose: 'CREDIT_DECISION', textVersion: '1', proof: 'form' },
      'id',
    );
    const events = [1, 2, 3].map((day) => ({
      id: `restless ${day}`,
      borrowerId,
      kind: 'payment',
      at: new Date(Date.now() - day * 86_400_000).toISOString(),
      amount: '10.00',
      currency: 'CNY',
      direction: 'IN',
    }));
    await lender.do('ingestEvents', { events }, 'accepted');
    const applied = await Promise.all(
      Array.from({ length: 10 }, () =>
        lender.do<{ id: string; offer: { id: string } }>(
          'applyForCredit',
          { idempotencyKey: 'restless', borrowerId, productId },
          'id offer { id }',
        ),
      ),
    );
    expect(new Set(applied.map((application) => JSON.stringify(application))).size).toBe(1);
    const offerId = applied[0]?.offer.id ?? '';
    const signature = { method: 'ONE_TIME_CODE', reference: 'code', textVersion: '1' };
    const accept = (idempotencyKey: string) =>
      lender.send<{ acceptOffer: { id: string } }>(
        'mutation ($input: AcceptOfferInput!) { acceptOffer(input: $input) { id } }',
        { input: { idempotencyKey, offerId, signature } },
      );
    const same = await Promise.all(Array.from({ length: 10 }, () => accept('restless')));
    expect(new Set(same.map(({ data }) => data?.acceptOffer.id)).size).toBe(1);
    const others = await Promise.all([1, 2, 3].map((each) => accept(`other ${each}`)));
    expect(others.map(({ errors }) => errors[0]?.extensions.code)).toEqual([
      'CONFLICT',
      'CONFLICT',
      'CONFLICT',
    ]);
  });
});

describe('days', () => {
  it('that two programs let pass at once all pass', async () => {
    const dateOf = async () =>
      (await bank.lender.ask<{ businessDate: string }>('{ businessDate }')).businessDate;
    const before = await dateOf();
    const pass = (key: string) =>
      bank.lender.do('advanceTestClock', { idempotencyKey: key, days: 2 }, 'businessDate');
    await Promise.all([pass('one'), pass('other'), pass('one')]);
    expect((Date.parse(await dateOf()) - Date.parse(before)) / 86_400_000).toBe(4);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });
});
