import { aBorrower, apply } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { signalsOf } from './asked-signals.fixture.js';

const rule = {
  ...{ currency: 'CNY', raise: '50.00', cap: '20500.00', raiseDay: 5, customersPerDay: 30 },
  ...{ leastPayment: '1.00', channels: ['qr'], timeZone: 'Asia/Shanghai' },
};
const query = `query ($id: ID!, $productCode: String!) { customerGrowth(borrowerId: $id, productCode: $productCode) {
  limit { amount } cap { amount } customersToday uncountedToday { reason payments } suspect { amount } svg
  next { customers raise { amount } limit { amount } cut { amount } } withTenMore { customers raise { amount } } raises { on } } }`;

export function growing(bankOf: () => Tenant): void {
  describe('an operator whose limit grows with customers', () => {
    let id: string;
    let count = 0;
    const ofProduct = () => ({ id, productCode: bankOf().productCode });
    const page = async () =>
      (await bankOf().lender.ask<{ customerGrowth: unknown }>(query, ofProduct())).customerGrowth;
    const pay = (counterparty: string, more: object = {}) => ({
      id: `growth-${(count += 1)}`,
      ...{ borrowerId: id, kind: 'payment', direction: 'IN', counterparty, amount: '8.00', currency: 'CNY' },
      ...{ channel: 'QR', at: new Date(Date.now() - 1_000).toISOString() },
      ...more,
    });
    const ingest = (events: object[]) => bankOf().lender.do('ingestEvents', { events }, 'accepted');

    beforeAll(async () => {
      id = (await aBorrower(bankOf(), 'stall')).id;
    });

    it('has nothing to grow from before there is a rule and an approval', async () => {
      const { errors } = await bankOf().lender.send(query, ofProduct());
      expect(errors[0]?.extensions).toMatchObject({ reason: 'STATE_CONFLICT', path: 'productCode' });
      const productCode = bankOf().productCode;
      const told = await signalsOf(bankOf(), id, 'GROWTH', { productCode });
      expect(told).toMatchObject({ figures: { 'growth.limit': null }, pictures: [] });
    });

    it('sees today’s customers, the limit, the next raise and what ten more would bring', async () => {
      const { productCode, riskOfficer } = bankOf();
      const set = (idempotencyKey: string, more: object) => ({
        ...{ idempotencyKey, productCode, rule: { ...rule, ...more } },
      });
      const refused = await riskOfficer.refusalOf('setGrowthRule', set('bad', { raiseDay: 31 }));
      expect(refused.extensions).toMatchObject({ reason: 'INPUT_INVALID', path: 'input.rule.raiseDay' });
      expect(await riskOfficer.do('setGrowthRule', set('rule', {}), 'version')).toEqual({ version: 1 });
      expect((await apply(bankOf(), id)).decision.limit).toMatchObject({ amount: '20000.00' });
      await ingest([
        ...Array.from({ length: 4 }, (_, at) => pay(`customer ${at}`)),
        pay('customer 1'),
        pay('too small', { amount: '0.50' }),
        pay('by card', { channel: 'card' }),
      ]);
      expect(await page()).toMatchObject({
        ...{ limit: { amount: '20000.00' }, cap: { amount: '20500.00' }, customersToday: 5, raises: [] },
        next: { customers: 5, raise: { amount: '250.00' }, limit: { amount: '20250.00' } },
        withTenMore: { customers: 15, raise: { amount: '500.00' } },
        uncountedToday: expect.arrayContaining([
          { reason: 'OTHER_CHANNEL', payments: 1 },
          { reason: 'TOO_SMALL', payments: 1 },
          { reason: 'COUNTED_BEFORE', payments: 3 },
        ]) as unknown,
        svg: expect.stringContaining('<title id="title">Limit on') as unknown,
      });
    });

    it('gains nothing from payments between its own accounts', async () => {
      await ingest([
        pay('somebody', { direction: 'OUT', fields: { account: '6217-own' } }),
        pay('6217-own'),
        pay(id),
      ]);
      const own = { reason: 'OWN_ACCOUNT', payments: 2 };
      expect(await page()).toMatchObject({
        ...{ customersToday: 5, next: { customers: 5 } },
        uncountedToday: expect.arrayContaining([own]) as unknown,
      });
    });

    it('is told of as signals, with the reason in both languages', async () => {
      const productCode = bankOf().productCode;
      const { figures, reasons, pictures } = await signalsOf(bankOf(), id, 'GROWTH', { productCode });
      expect(figures).toMatchObject({
        ...{ 'growth.customers.today': 5, 'growth.limit': 20_000, 'growth.raise.next': 250 },
        ...{ 'growth.raise.tenMore': 250, 'growth.capUsed': 20_000 / 20_500, 'growth.suspect': 0 },
      });
      expect(reasons.map(({ code }) => code)).toEqual(['NEXT_RAISE', 'PAYERS_LEFT_OUT']);
      expect(reasons[0]?.textZh).toMatch(/^5 位有效顾客/);
      expect(pictures).toMatchObject([{ subject: 'growth' }]);
    });
  });
}
