import { ask, refusalOf } from '@fanxing/testing';
import { LendingDesk, type Tenant } from '../books/lending-desk.fixture.js';

jest.setTimeout(180_000);

let desk: LendingDesk;
beforeAll(async () => {
  desk = await LendingDesk.open();
});
afterAll(() => desk?.close());

describe('a limit of the funding account', () => {
  const setLimit = `mutation ($key: String!, $limit: Decimal) {
    setFundingLimit(input: { idempotencyKey: $key, currency: "CNY", limit: $limit }) { limit { amount } available { amount } } }`;
  const limits = '{ fundingLimits { limit { amount } available { amount } } }';
  const left = async (tenant: Tenant): Promise<string | undefined> =>
    (await ask<{ fundingLimits: { available: { amount: string } }[] }>(desk.service, tenant.auditor, limits))
      .fundingLimits[0]?.available.amount;

  it('is never passed by two hundred draws at the same moment, and lets as many through as there is money for', async () => {
    const tenant = await desk.aTenant();
    const lines = await Promise.all(Array.from({ length: 20 }, () => desk.aLine(tenant, 1_000_000n)));
    await ask(desk.service, tenant.finance, setLimit, { key: 'a', limit: '12345.00' });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, place) => desk.draw(tenant, lines[place % 20] ?? '', 10_000n)),
    );
    const drawn = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as { reason: string }] : [],
    );
    expect(drawn).toHaveLength(123);
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['FUNDING_EXCEEDED']));
    expect(await left(tenant)).toBe('45.00');
    // What was refused by the bank can be drawn again; what was paid is paid; what comes back can be drawn too.
    await desk.settle(tenant, drawn[0] ?? '', false);
    await desk.settle(tenant, drawn[1] ?? '');
    await desk.repay(tenant, drawn[1] ?? '', 4_000n);
    expect(await left(tenant)).toBe('185.00');
    await desk.draw(tenant, lines[0] ?? '', 18_500n);
    expect(await left(tenant)).toBe('0.00');
    await expect(desk.draw(tenant, lines[0] ?? '', 1n)).rejects.toMatchObject({ reason: 'FUNDING_EXCEEDED' });
  });

  it('counts what is out already, and can not be set below it; lifted, there is none', async () => {
    const tenant = await desk.aTenant();
    const line = await desk.aLine(tenant, 1_000_000n);
    await desk.draw(tenant, line, 10_000n);
    expect(
      await refusalOf(desk.service, tenant.finance, setLimit, { key: 'a', limit: '99.99' }),
    ).toMatchObject({ reason: 'FUNDING_EXCEEDED' });
    await ask(desk.service, tenant.finance, setLimit, { key: 'b', limit: '100.00' });
    await expect(desk.draw(tenant, line, 1n)).rejects.toMatchObject({ reason: 'FUNDING_EXCEEDED' });
    await ask(desk.service, tenant.finance, setLimit, { key: 'c', limit: null });
    await desk.draw(tenant, line, 1n);
    expect(await left(tenant)).toBeUndefined();
  });
});
