import { Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseId, parseMinor } from '@fanxing/kernel';
import type { LineOrder, LineOrderOutcome } from '@fanxing/lending-contract';
import { lineStatusOn, transitionLine, type LineStatus } from '@fanxing/lending-domain';
import { CommandRoad, type CommandOutcome } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import {
  isFrozenByWarning,
  lockCreditLine,
  writeLineEvent,
  type CreditLineRow,
} from './credit-line.store.js';
import { creditLineOf } from './credit-line.view.js';

/**
 * Changes a line because of a warning, once for each warning. Whoever watches saw the line some time ago: what does not fit its state any
 * more is refused, which is an answer and is kept with its reason. What a person froze, a person lets go.
 */
@Injectable()
export class CarryOutLineOrder {
  constructor(private readonly road: CommandRoad) {}

  run(context: TenantContext, order: LineOrder): Promise<LineOrderOutcome> {
    const command = {
      operation: 'carryOutLineOrder',
      permission: 'line:manage',
      idempotencyKey: parseId('earlyWarning', order.earlyWarningId),
      input: order,
    } as const;
    return this.road.run(context, command, (transaction) => carryOut(transaction, order));
  }
}

async function carryOut(
  transaction: TenantTransaction,
  order: LineOrder,
): Promise<CommandOutcome<LineOrderOutcome>> {
  const lineId = parseId('creditLine', order.creditLineId);
  const row = await lockCreditLine(transaction, lineId);
  if (!row) throw new Fault('NOT_FOUND', { what: 'credit line', id: lineId });
  const subject = { kind: 'creditLine', id: lineId };
  const before = { status: row.status, limit: formatMinor(BigInt(row.limitMinor), row.currency) };
  const because = { earlyWarningId: order.earlyWarningId, reasons: order.reasons.map(({ code }) => code) };
  try {
    const { status, limitMinor } = await changed(transaction, row, order);
    await writeLineEvent(transaction, {
      id: newId('lineEvent'),
      lineId,
      kind: order.action === 'FREEZE' || order.action === 'UNFREEZE' ? order.action : 'REVIEW',
      reason: because.reasons.join(', '),
      status,
      limitMinor,
      limitBeforeMinor: BigInt(row.limitMinor),
      on: row.businessDate,
      warning: order,
    });
    const after = { status, limit: formatMinor(limitMinor, row.currency), ...because };
    return { answer: { outcome: 'DONE', refusal: null }, subject, before, after };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const after = { ...before, ...because, refusal: error.reason };
    return { answer: { outcome: 'REFUSED', refusal: error.reason }, subject, before, after };
  }
}

/** The line's state after the order. Fails with STATE_CONFLICT, INPUT_INVALID, or as amounts do. */
async function changed(
  transaction: TenantTransaction,
  row: CreditLineRow,
  { action, limit }: LineOrder,
): Promise<{ status: LineStatus; limitMinor: bigint }> {
  const line = creditLineOf(row);
  const status = lineStatusOn(line, row.businessDate);
  const { limitMinor } = line;
  switch (action) {
    case 'FREEZE':
      return { status: transitionLine(status, 'FREEZE'), limitMinor };
    case 'UNFREEZE':
      if (status === 'FROZEN' && !(await isFrozenByWarning(transaction, row.id)))
        throw new Fault('STATE_CONFLICT', {
          what: 'credit line',
          status: 'frozen by hand',
          needed: 'frozen by a warning',
        });
      return { status: transitionLine(status, 'UNFREEZE'), limitMinor };
    case 'RAISE':
    case 'CUT': {
      const isAlive = status === 'ACTIVE' || (status === 'FROZEN' && action === 'CUT');
      if (!isAlive) throw new Fault('STATE_CONFLICT', { what: 'credit line', status, needed: 'ACTIVE' });
      return { status, limitMinor: newLimit(row, action, limit ?? '') };
    }
  }
}

function newLimit(row: CreditLineRow, action: 'RAISE' | 'CUT', limit: string): bigint {
  const { currency, terms } = row;
  const [now, then] = [BigInt(row.limitMinor), parseMinor(limit, currency, 'limit')];
  const isWithin =
    then >= parseMinor(terms.limitMin, currency) && then <= parseMinor(terms.limitMax, currency);
  if (!isWithin) {
    const problem = `the product has limits from ${terms.limitMin} to ${terms.limitMax}`;
    throw new Fault('INPUT_INVALID', { problem }, 'limit');
  }
  if (action === 'RAISE' ? then <= now : then >= now)
    throw new Fault('STATE_CONFLICT', {
      what: 'credit line',
      status: `with a limit of ${formatMinor(now, currency)}`,
      needed: action === 'RAISE' ? 'a lower limit' : 'a higher limit',
    });
  return then;
}
