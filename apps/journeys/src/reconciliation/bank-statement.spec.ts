import { aLine, aLoan, draw, untilSettled, yuan, type Line } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { bankBook, misbehave, type BookedPayment } from '../harness/sandbox-bank.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;
let line: Line;
let paid: BookedPayment[];
let today: string;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  line = await aLine(bank, 'Wang');
  for (let place = 0; place < 4; place += 1)
    await aLoan(bank, line.lineId, `${place + 1}000.00`, `draw ${place}`);
  await misbehave(platform, { rejectShare: 1 });
  const { id } = await draw(bank, line.lineId, '500.00', 'refused');
  expect(await untilSettled(bank, id)).toBe('FAILED');
  await misbehave(platform);
  paid = (await bankBook(platform)).filter(({ status }) => status === 'PAID');
  ({ businessDate: today } = await bank.owner.ask<{ businessDate: string }>('{ businessDate }'));
});
afterAll(destroyPlatforms);

async function compared(rows: readonly (readonly [string, string])[], reference: string) {
  const content = [
    'reference,bookedOn,amount,currency',
    ...rows.map(([id, amount]) => `${id},${today},${amount},CNY`),
  ].join('\n');
  const { statements } = await bank.owner.do<{ statements: { id: string }[] }>(
    'importBankStatement',
    { idempotencyKey: reference, format: 'CSV', reference, content },
    'statements { id }',
  );
  const { reconciliation } = await bank.owner.ask<{
    reconciliation: {
      matched: number;
      open: number;
      items: { edges: { node: { kind: string; reference: string } }[] };
    };
  }>(
    `query ($id: ID!) { reconciliation(statementId: $id) { matched open items(openOnly: true, first: 100) { edges { node { kind reference } } } } }`,
    { id: statements[0]?.id },
  );
  return {
    matched: reconciliation.matched,
    open: reconciliation.items.edges.map(({ node }) => `${node.kind} ${node.reference}`),
  };
}

describe("the bank's own book of what it has really paid", () => {
  it('matches the books line by line', async () => {
    expect(paid).toHaveLength(4);
    const rows = paid.map(({ reference, amount }) => [reference, amount] as const);
    expect(await compared(rows, 'as it is')).toEqual({ matched: 4, open: [] });
  });

  it('with differences planted in it has each of them named', async () => {
    const [lost, changed, twice] = paid.map(({ reference }) => reference);
    const rows = paid
      .filter(({ reference }) => reference !== lost)
      .map(({ reference, amount }) => [reference, reference === changed ? '1.00' : amount] as const);
    const planted = [
      ...rows,
      ...rows.filter(([reference]) => reference === twice),
      ['nobody', '7.00'] as const,
    ];
    // What the first statement has shown is not missing here.
    expect(await compared(planted, 'planted')).toEqual({
      matched: 2,
      open: [`DIFFERENT ${changed}`, `DUPLICATE ${twice}`, 'MISSING_HERE nobody'],
    });
  });
});

it('the books agree with the loans, seen through the public API', async () => {
  await bank.lender.do(
    'repay',
    { idempotencyKey: 'repay', loanId: paid[0]?.reference, amount: yuan('10.00') },
    'id',
  );
  const { ledgerReconciliation } = await bank.lender.ask<{ ledgerReconciliation: unknown }>(
    '{ ledgerReconciliation { holds entries loans differences { kind id } } }',
  );
  expect(ledgerReconciliation).toEqual({ holds: true, entries: 6, loans: 5, differences: [] });
});
