import { Injectable } from '@nestjs/common';
import type { BusinessDate } from '@fanxing/kernel';
import { endOfCase, needsCase, outcomeOfPromise } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { readPolicies } from '../collection/collection-policy.store.js';
import { closeCases, openCases, readCaseCandidates, readCasesToClose } from './collection-case.store.js';
import { decidePromise, readOpenPromises } from './promise.store.js';

const atATime = 200;

/**
 * Looks after cases once a day has begun and its loans stand as of it: promises are kept or broken by what has really come in, cases of loans that
 * are good again are closed, and loans that came into their product's bucket get one. A day may be done again.
 */
@Injectable()
export class KeepCases {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
  ) {}

  async run(context: TenantContext, day: BusinessDate): Promise<void> {
    const system = systemContext(context.tenantId, context.environment, 'end of day');
    for (let after: string | undefined = ''; after !== undefined;)
      after = await this.promises(system, day, after);
    while ((await this.close(system, day)) === atATime);
    const policies = await this.read(system, readPolicies);
    if (!policies.some(({ caseFromBucket }) => caseFromBucket !== null)) return;
    for (let after: string | undefined = ''; after !== undefined;)
      after = await this.open(system, day, after);
  }

  /** Decides on some promises; answers the last that was looked at, or undefined when there are no more. */
  private async promises(
    context: TenantContext,
    day: BusinessDate,
    after: string,
  ): Promise<string | undefined> {
    const rows = await this.read(context, (transaction) => readOpenPromises(transaction, after, atATime));
    const decided = rows.flatMap((row) => {
      const promise = { amountMinor: BigInt(row.amountMinor), dueOn: row.dueOn };
      const status = outcomeOfPromise(promise, BigInt(row.receivedMinor), day);
      return status === 'OPEN' ? [] : [{ ...row, status }];
    });
    await this.write(context, 'decidePromises', day, decided, async (transaction) => {
      for (const { id, status, receivedMinor } of decided)
        await decidePromise(transaction, id, status, receivedMinor, day);
    });
    return rows.length < atATime ? undefined : rows.at(-1)?.id;
  }

  /** Closes some cases; answers how many. */
  private async close(context: TenantContext, day: BusinessDate): Promise<number> {
    const rows = await this.read(context, (transaction) => readCasesToClose(transaction, atATime));
    const ended = rows.flatMap((row) => {
      const endedAs = endOfCase(row);
      return endedAs === null ? [] : [{ id: row.id, endedAs }];
    });
    await this.write(context, 'closeCollectionCases', day, ended, (transaction) =>
      closeCases(transaction, ended, day, null),
    );
    return ended.length;
  }

  /** Opens cases for some loans; answers the last that was looked at, or undefined when there are no more. */
  private async open(context: TenantContext, day: BusinessDate, after: string): Promise<string | undefined> {
    const rows = await this.read(context, (transaction) => readCaseCandidates(transaction, after, atATime));
    const wanted = rows
      .filter((row) => needsCase(row, row.fromBucket))
      .map(({ loanId, borrowerId, bucket }) => ({ id: newId('collectionCase'), loanId, borrowerId, bucket }));
    await this.write(context, 'openCollectionCases', day, wanted, async (transaction) => {
      await openCases(transaction, wanted, day);
    });
    return rows.length < atATime ? undefined : rows.at(-1)?.loanId;
  }

  private read<Row>(
    context: TenantContext,
    work: (transaction: TenantTransaction) => Promise<Row>,
  ): Promise<Row> {
    return this.database.transaction(context, work);
  }

  /** Writes a part of the day's work with its audit record, unless there is nothing to write. */
  private async write(
    context: TenantContext,
    operation: string,
    day: BusinessDate,
    changed: readonly { readonly id: string }[],
    work: (transaction: TenantTransaction) => Promise<void>,
  ): Promise<void> {
    if (changed.length === 0) return;
    const command = { operation, permission: 'collection-case:work', input: null } as const;
    await this.road.run(context, command, async (transaction) => {
      await work(transaction);
      return {
        answer: null,
        subject: { kind: 'day', id: day },
        subjectIds: changed.map(({ id }) => id),
        after: { changed: changed.length },
      };
    });
  }
}
