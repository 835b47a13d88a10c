import { Injectable } from '@nestjs/common';
import { writeOff } from '@fanxing/lending-domain';
import { FourEyes } from '@fanxing/runtime/caller';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { WriteOffLoanInput } from '../generated/schema.js';
import { mustBeReason } from '../reason.js';
import { ChangeServicedLoan } from './change-serviced-loan.js';

/** Gives up on an overdue loan. What still comes in is a recovery. Answers the loan's id. */
@Injectable()
export class WriteOffLoan {
  constructor(
    private readonly changeServicedLoan: ChangeServicedLoan,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: WriteOffLoanInput): Promise<string> {
    mustBeAllowedTo(context, 'loan:manage');
    await this.fourEyes.mustBeApproved(context, 'writeOffLoan', input);
    return this.changeServicedLoan.run(context, {
      operation: 'writeOffLoan',
      permission: 'loan:manage',
      kind: 'WRITE_OFF',
      input,
      apply: (row, standing) => {
        const { loan } = writeOff(standing, row.businessDate);
        const reason = mustBeReason(input.reason);
        return {
          loan,
          before: { status: row.status },
          after: { status: loan.status, reason },
          details: { reason },
        };
      },
    });
  }
}
