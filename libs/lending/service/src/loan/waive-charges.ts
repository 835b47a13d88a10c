import { Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseMoney, type CurrencyCode } from '@fanxing/kernel';
import { waive, type Waiver } from '@fanxing/lending-domain';
import { FourEyes } from '@fanxing/runtime/caller';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { WaiveChargesInput } from '../generated/schema.js';
import { mustBeReason } from '../reason.js';
import { ChangeServicedLoan } from './change-serviced-loan.js';

/** Lets a borrower off interest, fees or penalties that are owed by now (减免). Answers the loan's id. */
@Injectable()
export class WaiveCharges {
  constructor(
    private readonly changeServicedLoan: ChangeServicedLoan,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: WaiveChargesInput): Promise<string> {
    mustBeAllowedTo(context, 'loan:manage');
    await this.fourEyes.mustBeApproved(context, 'waiveCharges', input);
    return this.changeServicedLoan.run(context, {
      operation: 'waiveCharges',
      permission: 'loan:manage',
      kind: 'WAIVER',
      input,
      apply: (row, standing) => {
        const waiver = waiverOf(input, row.currency);
        const { loan } = waive(standing, waiver, row.businessDate);
        const reason = mustBeReason(input.reason);
        const shown = (minor: bigint): string => formatMinor(minor, row.currency);
        return {
          loan,
          before: { status: row.status },
          after: {
            status: loan.status,
            interest: shown(waiver.interestMinor),
            fee: shown(waiver.feeMinor),
            penalty: shown(waiver.penaltyMinor),
            currency: row.currency,
            reason,
          },
          details: {
            interestMinor: waiver.interestMinor.toString(),
            feeMinor: waiver.feeMinor.toString(),
            penaltyMinor: waiver.penaltyMinor.toString(),
            reason,
          },
        };
      },
    });
  }
}

function waiverOf(input: WaiveChargesInput, expected: CurrencyCode): Waiver {
  const minorOf = (part: 'interest' | 'fee' | 'penalty'): bigint => {
    const given = input[part];
    if (!given) return 0n;
    const { minor, currency } = parseMoney(given.amount, given.currency, `input.${part}`);
    if (currency !== expected)
      throw new Fault('CURRENCY_MISMATCH', { expected, actual: currency }, `input.${part}.currency`);
    return minor;
  };
  return { interestMinor: minorOf('interest'), feeMinor: minorOf('fee'), penaltyMinor: minorOf('penalty') };
}
