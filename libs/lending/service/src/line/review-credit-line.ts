import { Injectable } from '@nestjs/common';
import { Fault, parseMinor, parseMoney } from '@fanxing/kernel';
import { lineStatusOn, type LineStatus } from '@fanxing/lending-domain';
import { FourEyes } from '@fanxing/runtime/caller';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { ReviewCreditLineInput } from '../generated/schema.js';
import { ChangeCreditLine } from './change-credit-line.js';
import type { CreditLineRow } from './credit-line.store.js';
import { creditLineOf } from './credit-line.view.js';

/** Changes what can be drawn on a line, within the product's bounds. Below what is drawn nothing more can be drawn. */
@Injectable()
export class ReviewCreditLine {
  constructor(
    private readonly changeCreditLine: ChangeCreditLine,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: ReviewCreditLineInput): Promise<string> {
    mustBeAllowedTo(context, 'line:manage');
    await this.fourEyes.mustBeApproved(context, 'reviewCreditLine', input);
    return this.changeCreditLine.run(context, {
      operation: 'reviewCreditLine',
      kind: 'REVIEW',
      input,
      apply: (row) => {
        const { minor, currency } = parseMoney(input.limit.amount, input.limit.currency, 'input.limit');
        if (currency !== row.currency)
          throw new Fault(
            'CURRENCY_MISMATCH',
            { expected: row.currency, actual: currency },
            'input.limit.currency',
          );
        const { limitMin, limitMax } = row.terms;
        if (minor < parseMinor(limitMin, currency) || minor > parseMinor(limitMax, currency)) {
          const problem = `the product has limits from ${limitMin} to ${limitMax}`;
          throw new Fault('INPUT_INVALID', { problem }, 'input.limit');
        }
        return { status: mustBeAlive(row), limitMinor: minor };
      },
    });
  }
}

function mustBeAlive(row: CreditLineRow): LineStatus {
  const status = lineStatusOn(creditLineOf(row), row.businessDate);
  if (status === 'ACTIVE' || status === 'FROZEN') return status;
  throw new Fault('STATE_CONFLICT', { what: 'credit line', status, needed: 'ACTIVE or FROZEN' });
}
