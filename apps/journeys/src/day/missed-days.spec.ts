import { aLine, aLoan } from '../harness/a-loan.fixture.js';
import { foundTenant, furnish, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { disagreementsIn } from '../servicing/agreement.fixture.js';
import { aLineUnder, publishServiced } from '../servicing/serviced-product.fixture.js';
import { aBankWithLoans, type LendingBank } from './many-loans.fixture.js';
import { differences, stateOf } from './state.fixture.js';

jest.setTimeout(300_000);

const platform = sharedPlatform();
const copies = 8;

beforeAll(() => platform.start());
afterAll(destroyPlatforms);

function passDays(
  { lender }: Tenant,
  days: number,
  idempotencyKey: string,
): Promise<{ businessDate: string }> {
  return lender.do('advanceTestClock', { idempotencyKey, days }, 'businessDate');
}

describe('ten days that were missed', () => {
  let daily: LendingBank;
  let late: LendingBank;
  let hasty: LendingBank;

  beforeAll(async () => {
    [daily, late, hasty] = await Promise.all([
      aBankWithLoans(platform, 'daily', copies),
      aBankWithLoans(platform, 'late', copies),
      aBankWithLoans(platform, 'hasty', copies),
    ]);
    for (let day = 1; day <= 10; day += 1) await passDays(daily.tenant, 1, `day ${day}`);
  });

  it('end as if each had been ended in its time', async () => {
    await passDays(late.tenant, 10, 'all at once');
    expect(
      differences(await stateOf(platform, daily.tenant.id), await stateOf(platform, late.tenant.id)),
    ).toEqual({});
  });

  it('end the same when two ends run at the same moment', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const asked = ['one', 'other'].map((who) => passDays(hasty.tenant, 1, `${who} ${turn}`));
      await Promise.all(asked);
    }
    expect(
      differences(await stateOf(platform, daily.tenant.id), await stateOf(platform, hasty.tenant.id)),
    ).toEqual({});
  });

  it('leave books that agree with the loans', async () => {
    expect(await disagreementsIn(platform)).toEqual([]);
  });
});

it('a day is a day where the clocks are changed: 150 of them cost 150 days of interest', async () => {
  const tenant = await furnish(platform, await foundTenant(platform, 'berlin', 'Europe/Berlin'), 'SANDBOX');
  const { lineId } = await aLine(tenant, 'Schmidt');
  const loanId = await aLoan(tenant, lineId, '10000.00', 'over the change of clocks');
  const { businessDate: from } = await tenant.lender.ask<{ businessDate: string }>('{ businessDate }');
  const { businessDate: to } = await passDays(tenant, 150, 'over the change of clocks');
  expect((Date.parse(to) - Date.parse(from)) / 86_400_000).toBe(150);
  const days = await queryAll<{ amount: string; count: string }>(
    platform,
    'SELECT amount_minor::text AS amount, count(DISTINCT accrued_on)::text AS count FROM lending.accrual WHERE loan_id = $1 GROUP BY 1',
    [loanId],
  );
  // At 0.04 % a day.
  expect(days).toEqual([{ amount: '400', count: '150' }]);
});

it('a loan at a rate of 0 costs nothing and is over when its principal is back', async () => {
  const tenant = await furnish(platform, await foundTenant(platform, 'gratis'), 'SANDBOX');
  const free = { dailyRateMin: '0', dailyRateMax: '0' };
  const everyWeek = { method: 'EQUAL_INSTALMENT', periods: 3, every: { unit: 'WEEK', count: 1 } };
  const loanIds: string[] = [];
  for (const [code, more] of [
    ['at-will', free],
    ['weekly', { ...free, repayment: everyWeek }],
  ] as const) {
    const { lineId } = await aLineUnder(tenant, await publishServiced(tenant, code, more), code);
    loanIds.push(await aLoan(tenant, lineId, '1000.00', code));
  }
  await passDays(tenant, 21, 'three weeks');
  for (const loanId of loanIds) {
    const { quoteRepayment: owed } = await tenant.lender.ask<{
      quoteRepayment: { interest: { amount: string }; total: { amount: string } };
    }>('query ($loanId: ID!) { quoteRepayment(loanId: $loanId) { interest { amount } total { amount } } }', {
      loanId,
    });
    expect(owed).toEqual({ interest: { amount: '0.00' }, total: { amount: '1000.00' } });
    const amount = { amount: '1000.00', currency: 'CNY' };
    await tenant.lender.do('repay', { idempotencyKey: loanId, loanId, amount }, 'id');
    const { loan } = await tenant.lender.ask<{ loan: { status: string } }>(
      'query ($id: ID!) { loan(id: $id) { status } }',
      { id: loanId },
    );
    expect(loan.status).toBe('CLOSED');
  }
});
