import { Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseMoney } from '@fanxing/kernel';
import { refund } from '@fanxing/lending-domain';
import { FourEyes } from '@fanxing/runtime/caller';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { RefundOverpaymentInput } from '../generated/schema.js';
import { ChangeServicedLoan } from '../loan/change-serviced-loan.js';

/** Pays back what a borrower has paid beyond the debt. Answers the loan's id. */
@Injectable()
export class RefundOverpayment {
  constructor(
    private readonly changeServicedLoan: ChangeServicedLoan,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: RefundOverpaymentInput): Promise<string> {
    mustBeAllowedTo(context, 'loan:write');
    await this.fourEyes.mustBeApproved(context, 'refundOverpayment', input);
    return this.changeServicedLoan.run(context, {
      operation: 'refundOverpayment',
      permission: 'loan:write',
      kind: 'REFUND',
      input,
      apply: (row, _, closed) => {
        const { minor, currency } = parseMoney(input.amount.amount, input.amount.currency, 'input.amount');
        if (currency !== row.currency)
          throw new Fault(
            'CURRENCY_MISMATCH',
            { expected: row.currency, actual: currency },
            'input.amount.currency',
          );
        const loan = refund(closed, minor);
        return {
          loan,
          before: { credit: formatMinor(closed.creditMinor, currency) },
          after: {
            credit: formatMinor(loan.creditMinor, currency),
            amount: formatMinor(minor, currency),
            currency,
          },
          details: { amountMinor: minor.toString() },
        };
      },
    });
  }
}
