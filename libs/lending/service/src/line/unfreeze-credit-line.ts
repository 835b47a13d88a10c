import { Injectable } from '@nestjs/common';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { UnfreezeCreditLineInput } from '../generated/schema.js';
import { ChangeCreditLine, lineAfter } from './change-credit-line.js';

/** Lets a frozen line be drawn again. */
@Injectable()
export class UnfreezeCreditLine {
  constructor(private readonly changeCreditLine: ChangeCreditLine) {}

  run(context: TenantContext, input: UnfreezeCreditLineInput): Promise<string> {
    return this.changeCreditLine.run(context, {
      operation: 'unfreezeCreditLine',
      kind: 'UNFREEZE',
      input,
      apply: (row) => ({ status: lineAfter(row, 'UNFREEZE') }),
    });
  }
}
