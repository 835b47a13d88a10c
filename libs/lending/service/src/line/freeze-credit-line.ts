import { Injectable } from '@nestjs/common';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { FreezeCreditLineInput } from '../generated/schema.js';
import { ChangeCreditLine, lineAfter } from './change-credit-line.js';

/** Stops drawing on a line for the time being; repayments still come in. */
@Injectable()
export class FreezeCreditLine {
  constructor(private readonly changeCreditLine: ChangeCreditLine) {}

  run(context: TenantContext, input: FreezeCreditLineInput): Promise<string> {
    return this.changeCreditLine.run(context, {
      operation: 'freezeCreditLine',
      kind: 'FREEZE',
      input,
      apply: (row) => ({ status: lineAfter(row, 'FREEZE') }),
    });
  }
}
