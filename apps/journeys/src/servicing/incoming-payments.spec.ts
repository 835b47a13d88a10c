import { aLine, aLoan, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { LoanDesk } from '../one-loan/loan-desk.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;
let loanId: string;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  const { lineId } = await aLine(bank, 'Li');
  loanId = await aLoan(bank, lineId, '1000.00', 'paid at the bank');
});
afterAll(destroyPlatforms);

interface Payment {
  readonly id: string;
  readonly status: string;
  readonly problem: string | null;
  readonly repayment: { readonly id: string } | null;
}

function record(key: string, bankReference: string, reference: string, amount: string): Promise<Payment> {
  const input = { idempotencyKey: key, bankReference, reference, amount: yuan(amount) };
  return bank.lender.do('recordIncomingPayment', input, 'id status problem repayment { id }');
}

it('is booked on the loan that it names, once for a bank reference whatever the key', async () => {
  const noticed = await Promise.all(['a', 'b', 'c', 'd'].map((key) => record(key, 'B-1', loanId, '300.00')));
  expect(new Set(noticed.map(({ id, repayment }) => `${id} ${repayment?.id}`)).size).toBe(1);
  expect(noticed[0]).toMatchObject({ status: 'MATCHED', problem: null });
  expect((await new LoanDesk(bank).loanOf(loanId)).outstanding.amount).toBe('700.00');
  const other = { idempotencyKey: 'e', bankReference: 'B-1', reference: loanId, amount: yuan('301.00') };
  expect((await bank.lender.refusalOf('recordIncomingPayment', other)).extensions.code).toBe(
    'IDEMPOTENCY_CONFLICT',
  );
});

it('is kept when it fits no loan, until somebody says where it belongs', async () => {
  const kept = await record('f', 'B-2', 'thank you', '50.00');
  expect(kept).toMatchObject({ status: 'UNMATCHED', problem: 'NOT_FOUND', repayment: null });
  expect(await record('g', 'B-3', loanId, '5000.00')).toMatchObject({
    status: 'UNMATCHED',
    problem: 'REPAYMENT_EXCEEDS_DEBT',
  });
  const { incomingPayments } = await bank.lender.ask<{ incomingPayments: { edges: unknown[] } }>(
    '{ incomingPayments(first: 10, status: UNMATCHED) { edges { node { bankReference amount { amount } } } } }',
  );
  expect(incomingPayments.edges).toEqual([
    { node: { bankReference: 'B-2', amount: { amount: '50.00' } } },
    { node: { bankReference: 'B-3', amount: { amount: '5000.00' } } },
  ]);
  const input = { idempotencyKey: 'h', incomingPaymentId: kept.id, loanId };
  expect(await bank.lender.do('resolveIncomingPayment', input, 'status')).toEqual({ status: 'MATCHED' });
  expect((await new LoanDesk(bank).loanOf(loanId)).outstanding.amount).toBe('650.00');
  const again = await bank.lender.refusalOf('resolveIncomingPayment', { ...input, idempotencyKey: 'i' });
  expect(again.extensions.reason).toBe('STATE_CONFLICT');
});
