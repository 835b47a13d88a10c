import { Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, type BusinessDate, type Instant } from '@fanxing/kernel';
import { changePeriod, readPeriodChanges, type PeriodChange } from '@fanxing/ledger-store';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { BusinessDates } from '../day/business-date.js';
import type { ClosePeriodInput } from '../generated/schema.js';

export interface PeriodsView {
  readonly closedThrough: BusinessDate | null;
  readonly changes: readonly {
    readonly id: string;
    readonly action: string;
    readonly closedThrough: BusinessDate | null;
    readonly reason: string;
    readonly askedBy: string;
    readonly approvedBy: string | null;
    readonly changedAt: Instant;
  }[];
}

/** Closes days that have ended, and tells how far the books are closed. */
@Injectable()
export class ClosePeriod {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
  ) {}

  /** Fails with STATE_CONFLICT for a day that has not ended or is closed already. */
  async run(context: TenantContext, input: ClosePeriodInput): Promise<PeriodsView> {
    mustBeAllowedTo(context, 'ledger:write');
    const { idempotencyKey, reason } = input;
    const command = { operation: 'closePeriod', permission: 'ledger:write', idempotencyKey, input } as const;
    const today = await this.businessDates.current(context);
    return this.road.run(context, command, async (transaction) => {
      const through = parseBusinessDate(input.through, 'input.through');
      mustSayWhy(reason);
      if (through >= today) {
        const details = { what: `day ${through}`, status: 'not over', needed: 'a day that has ended' };
        throw new Fault('STATE_CONFLICT', details, 'input.through');
      }
      const id = newId('periodChange');
      await changePeriod(transaction, {
        id,
        action: 'close',
        closedThrough: through,
        reason,
        askedBy: context.actor.id,
        approvedBy: null,
      });
      const answer = viewOf(await readPeriodChanges(transaction));
      return {
        answer,
        subject: { kind: 'ledger period', id },
        before: { closedThrough: answer.changes[1]?.closedThrough ?? null },
        after: { closedThrough: through },
      };
    });
  }

  async read(context: TenantContext): Promise<PeriodsView> {
    mustBeAllowedTo(context, 'ledger:read');
    return viewOf(await this.database.transaction(context, readPeriodChanges));
  }
}

function viewOf(changes: readonly PeriodChange[]): PeriodsView {
  return {
    closedThrough: changes[0]?.closedThrough ?? null,
    changes: changes.map((change) => ({ ...change, action: change.action.toUpperCase() })),
  };
}

function mustSayWhy(reason: string): void {
  if (reason.trim() !== '' && reason.length <= 500) return;
  throw new Fault('INPUT_INVALID', { problem: 'a reason of 1 to 500 characters is needed' }, 'input.reason');
}
