import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { CancelBacktestInput } from '../generated/schema.js';
import { endBacktest, lockBacktest } from './backtest.store.js';

/** Cancels a backtest that runs; doing it again changes nothing. Answers its id. Fails with STATE_CONFLICT where it has ended otherwise. */
@Injectable()
export class CancelBacktest {
  constructor(private readonly road: CommandRoad) {}

  async run(context: TenantContext, input: CancelBacktestInput): Promise<string> {
    mustBeAllowedTo(context, 'decision:simulate');
    const id = parseId('backtest', input.backtestId, 'input.backtestId');
    return this.road.run(
      context,
      { operation: 'cancelBacktest', permission: 'decision:simulate', input },
      async (transaction) => {
        const found = await lockBacktest(transaction, id);
        if (!found) throw new Fault('NOT_FOUND', { what: 'backtest', id }, 'input.backtestId');
        const { status } = found;
        if (status !== 'RUNNING' && status !== 'CANCELLED')
          throw new Fault(
            'STATE_CONFLICT',
            { what: 'backtest', status, needed: 'RUNNING' },
            'input.backtestId',
          );
        await endBacktest(transaction, found, { status: 'CANCELLED', report: null, failure: null });
        const subject = { kind: 'backtest', id };
        return { answer: id, subject, before: { status }, after: { status: 'CANCELLED' } };
      },
    );
  }
}
