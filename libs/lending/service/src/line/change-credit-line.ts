import { Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseId } from '@fanxing/kernel';
import { lineStatusOn, transitionLine, type LineEvent, type LineStatus } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { mustBeReason } from '../reason.js';
import {
  lockCreditLine,
  writeLineEvent,
  type CreditLineRow,
  type LineEvent as KeptEvent,
} from './credit-line.store.js';
import { creditLineOf } from './credit-line.view.js';

export interface LineChange {
  readonly operation: string;
  readonly kind: KeptEvent['kind'];
  readonly input: { readonly idempotencyKey: string; readonly creditLineId: string; readonly reason: string };
  /** The line's state after it; a limit that is left out stays. */
  readonly apply: (row: CreditLineRow) => { readonly status: LineStatus; readonly limitMinor?: bigint };
}

/** How every change of a line by hand is done: who may, the row's lock, the change, and its reason kept. Answers the line's id. */
@Injectable()
export class ChangeCreditLine {
  constructor(private readonly road: CommandRoad) {}

  async run(context: TenantContext, { operation, kind, input, apply }: LineChange): Promise<string> {
    const { idempotencyKey } = input;
    const command = { operation, permission: 'line:manage', idempotencyKey, input: { ...input } } as const;
    return this.road.run(context, command, async (transaction) => {
      const lineId = parseId('creditLine', input.creditLineId, 'input.creditLineId');
      const reason = mustBeReason(input.reason);
      const row = await lockCreditLine(transaction, lineId);
      if (!row) throw new Fault('NOT_FOUND', { what: 'credit line', id: lineId }, 'input.creditLineId');
      const { status, limitMinor = BigInt(row.limitMinor) } = apply(row);
      await writeLineEvent(transaction, {
        id: newId('lineEvent'),
        lineId,
        kind,
        reason,
        status,
        limitMinor,
        limitBeforeMinor: BigInt(row.limitMinor),
        on: row.businessDate,
      });
      return {
        answer: lineId as string,
        subject: { kind: 'creditLine', id: lineId },
        before: { status: row.status, limit: formatMinor(BigInt(row.limitMinor), row.currency) },
        after: { status, limit: formatMinor(limitMinor, row.currency), reason },
      };
    });
  }
}

/** The state that an event leads to today; a line whose time is over is expired already. Fails with STATE_CONFLICT. */
export function lineAfter(row: CreditLineRow, event: LineEvent): LineStatus {
  return transitionLine(lineStatusOn(creditLineOf(row), row.businessDate), event);
}
