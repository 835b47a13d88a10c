import { Injectable } from '@nestjs/common';
import { daysBetween, Fault, type BusinessDate } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { AdvanceTestClockInput } from '../generated/schema.js';
import { aimClock } from './book.store.js';
import { BusinessDates } from './business-date.js';
import { RunEndOfDay, type DayReport } from './run-end-of-day.js';

const daysMax = 366;

/**
 * Moves the sandbox's clock on. Where it is to stand is written down under the key first; ending the days then is
 * repeatable, so a request that breaks off is finished, not doubled, when it is sent again.
 */
@Injectable()
export class AdvanceTestClock {
  constructor(
    private readonly road: CommandRoad,
    private readonly businessDates: BusinessDates,
    private readonly runEndOfDay: RunEndOfDay,
  ) {}

  async run(context: TenantContext, input: AdvanceTestClockInput): Promise<DayReport> {
    mustBeAllowedTo(context, 'clock:advance');
    const { days, idempotencyKey } = input;
    const current = await this.businessDates.current(context);
    const target = await this.road.run(
      context,
      { operation: 'advanceTestClock', permission: 'clock:advance', idempotencyKey, input },
      async (transaction) => {
        if (context.environment !== 'sandbox') throw new Fault('SANDBOX_ONLY', { what: 'advanceTestClock' });
        if (days < 1 || days > daysMax) {
          throw new Fault('INPUT_INVALID', { problem: `days must be 1 to ${daysMax}` }, 'input.days');
        }
        const to = await aimClock(transaction, days);
        return {
          answer: to,
          subject: { kind: 'clock', id: to },
          before: { businessDate: current },
          after: { businessDate: to },
        };
      },
    );
    return this.runEndOfDay.endDays(context, current, daysLeft(current, target));
  }
}

function daysLeft(current: BusinessDate, target: BusinessDate): number {
  return Math.max(0, daysBetween(current, target));
}
