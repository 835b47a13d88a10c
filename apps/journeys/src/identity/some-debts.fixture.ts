import { aLoan, yuan, type MoneyText } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { aLineUnder, publishServiced } from '../servicing/serviced-product.fixture.js';

/** Loans about which a bank's staff has something to decide. */
export interface Debts {
  /** The line that all of them were drawn on. */
  readonly lineId: string;
  /** Two loans past their due day. */
  readonly overdueId: string;
  readonly lateId: string;
  /** A loan that was repaid with too much, and how much too much. */
  readonly overpaidId: string;
  readonly overpaid: MoneyText;
}

export async function someDebts(tenant: Tenant): Promise<Debts> {
  const { lender } = tenant;
  const productId = await publishServiced(tenant, 'keeps', { servicing: { overpayment: 'KEEP' } });
  const { lineId } = await aLineUnder(tenant, productId, 'in-debt');
  const overdueId = await aLoan(tenant, lineId, '1000.00', 'overdue');
  const lateId = await aLoan(tenant, lineId, '2000.00', 'late');
  const overpaidId = await aLoan(tenant, lineId, '500.00', 'overpaid');
  // On the day of the payment there is no interest yet.
  await lender.do('repay', { idempotencyKey: 'too much', loanId: overpaidId, amount: yuan('510.00') }, 'id');
  await lender.do('advanceTestClock', { idempotencyKey: 'past due', days: 35 }, 'businessDate');
  return { lineId, overdueId, lateId, overpaidId, overpaid: yuan('10.00') };
}
