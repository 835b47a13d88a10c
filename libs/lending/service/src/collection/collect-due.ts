import { Injectable } from '@nestjs/common';
import { addDays, type BusinessDate } from '@fanxing/kernel';
import { dueBy } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { servicedOf } from '../loan/serviced-loan.store.js';
import {
  dropRetry,
  readLoansDueOn,
  readLoansToTryAgain,
  sweepNow,
  type DueRow,
} from './collect-due.store.js';
import { askAgain } from './collection-attempt.store.js';
import { wantedDays } from './collect-repayment.js';
import { readPolicies } from './collection-policy.store.js';
import { insertCollection } from './collection.store.js';

const loansAtATime = 200;
/** So many days a payer's bank has to take a debit back; it is asked about at the end of each. */
const returnDays = 3;

/**
 * Decides on the collections of a day that has begun: what falls due on it, and further tries of what failed. They are PENDING then and
 * the sweep carries them out. What was collected in the last days is asked about once more, for it may have gone back. A day may be done again, or after a kill: it makes each one once.
 */
@Injectable()
export class CollectDue {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
  ) {}

  async run(context: TenantContext, day: BusinessDate): Promise<number> {
    const asked = await this.database.transaction(context, (transaction) =>
      askAgain(transaction, addDays(day, -returnDays)),
    );
    if (asked > 0) await this.database.transaction(context, sweepNow);
    return this.decide(context, day);
  }

  private async decide(context: TenantContext, day: BusinessDate): Promise<number> {
    const policies = await this.database.transaction(context, readPolicies);
    if (!policies.some(({ automatic }) => automatic)) return 0;
    const again = await this.all(context, day, readLoansToTryAgain, ({ previousId }) => previousId ?? '');
    const first = await this.all(context, day, readLoansDueOn, ({ id }) => id);
    if (again + first > 0) await this.database.transaction(context, sweepNow);
    return again + first;
  }

  private async all(
    context: TenantContext,
    day: BusinessDate,
    read: typeof readLoansDueOn,
    placeOf: (row: DueRow) => string,
  ): Promise<number> {
    let made = 0;
    let after = '';
    for (;;) {
      const part = after;
      const rows = await this.database.transaction(context, (transaction) =>
        read(transaction, day, part, loansAtATime),
      );
      made += await this.part(context, day, rows);
      const last = rows.at(-1);
      if (!last || rows.length < loansAtATime) return made;
      after = placeOf(last);
    }
  }

  private async part(context: TenantContext, day: BusinessDate, rows: readonly DueRow[]): Promise<number> {
    if (rows.length === 0) return 0;
    const system = systemContext(context.tenantId, context.environment, 'end of day');
    const command = { operation: 'collectDue', permission: 'collection:write', input: null } as const;
    const made: string[] = await this.road.run(system, command, async (transaction) => {
      const ids: string[] = [];
      for (const row of rows) {
        const id = await collectFrom(transaction, row, day);
        if (id !== null) ids.push(id);
      }
      return { answer: ids, subject: { kind: 'day', id: day }, subjectIds: ids, after: { made: ids.length } };
    });
    return made.length;
  }
}

/** Answers the collection's id; null where nothing is due, or another was faster. */
async function collectFrom(
  transaction: TenantTransaction,
  row: DueRow,
  day: BusinessDate,
): Promise<string | null> {
  const amountMinor = dueBy(servicedOf(row), day);
  const { mandateId, previousId, tryNumber, currency } = row;
  if (amountMinor <= 0n) {
    if (previousId !== null) await dropRetry(transaction, previousId);
    return null;
  }
  const id = newId('collection');
  const isMade = await insertCollection(transaction, {
    id,
    loanId: row.id,
    mandateId,
    kind: 'AUTOMATIC',
    amountMinor,
    currency,
    askedOn: day,
    expiresOn: addDays(day, wantedDays),
    tryNumber,
    previousId,
  });
  return isMade ? id : null;
}
