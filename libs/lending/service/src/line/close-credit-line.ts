import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { CloseCreditLineInput } from '../generated/schema.js';
import { ChangeCreditLine, lineAfter } from './change-credit-line.js';

/** Ends a line for good. Fails with STATE_CONFLICT while something is drawn on it. */
@Injectable()
export class CloseCreditLine {
  constructor(private readonly changeCreditLine: ChangeCreditLine) {}

  run(context: TenantContext, input: CloseCreditLineInput): Promise<string> {
    return this.changeCreditLine.run(context, {
      operation: 'closeCreditLine',
      kind: 'CLOSE',
      input,
      apply: (row) => {
        if (row.usedMinor !== '0')
          throw new Fault('STATE_CONFLICT', {
            what: 'credit line',
            status: 'drawn on',
            needed: 'nothing drawn',
          });
        return { status: lineAfter(row, 'CLOSE') };
      },
    });
  }
}
