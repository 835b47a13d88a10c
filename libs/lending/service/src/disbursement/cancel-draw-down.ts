import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { CancelDrawDownInput } from '../generated/schema.js';
import { DisburseLoan } from '../loan/disburse-loan.js';
import { mustBeReason } from '../reason.js';
import {
  findDisbursement,
  lockDisbursement,
  wantCancelled,
  type DisbursementRow,
} from './disbursement.store.js';

/**
 * Calls a drawdown off whose money has not left. What the bank was never given ends here; what it may have is called off by the bank
 * itself, whose word decides between this and the payment. That it is wanted is written down first: from then on nobody gives the order
 * again, and the sweep goes on asking when the bank can not be reached now. Answers the loan's id. Fails with TOO_LATE_TO_CANCEL.
 */
@Injectable()
export class CancelDrawDown {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
    private readonly disburseLoan: DisburseLoan,
  ) {}

  async run(context: TenantContext, input: CancelDrawDownInput): Promise<string> {
    mustBeAllowedTo(context, 'loan:write');
    const loanId = await this.want(context, input);
    await this.disburseLoan.callOffNow(context, loanId);
    const row = await this.database.transaction(context, (transaction) =>
      findDisbursement(transaction, loanId),
    );
    if (
      row &&
      (row.loanStatus === 'FAILED' || (row.loanStatus === 'DISBURSING' && row.cancelReason !== null))
    )
      return loanId;
    throw tooLate(row);
  }

  private want(context: TenantContext, input: CancelDrawDownInput): Promise<string> {
    const { idempotencyKey } = input;
    const command = { operation: 'cancelDrawDown', permission: 'loan:write', idempotencyKey, input } as const;
    return this.road.run(context, command, async (transaction) => {
      const loanId = parseId('loan', input.loanId, 'input.loanId');
      const reason = mustBeReason(input.reason);
      const row = await lockDisbursement(transaction, loanId);
      if (!row) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId }, 'input.loanId');
      if (row.loanStatus !== 'DISBURSING') throw tooLate(row);
      await wantCancelled(transaction, loanId, reason);
      return {
        answer: loanId as string,
        subject: { kind: 'loan', id: loanId },
        before: { status: row.loanStatus },
        after: { cancelRequested: true, reason },
      };
    });
  }
}

function tooLate(row: DisbursementRow | undefined): Fault {
  return new Fault(
    'TOO_LATE_TO_CANCEL',
    { what: 'drawdown', status: row?.loanStatus ?? 'gone' },
    'input.loanId',
  );
}
