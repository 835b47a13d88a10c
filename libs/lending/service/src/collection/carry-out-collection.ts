import { Inject, Injectable } from '@nestjs/common';
import { fromEpochMs, money, toEpochMs, type Clock } from '@fanxing/kernel';
import {
  askCollection,
  cancelCollection,
  collect,
  type AskedCollection,
  type BankConnection,
  type CancellationOutcome,
  type CollectionInstruction,
  type CollectionOutcome,
} from '@fanxing/bank';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { logger, recordUnexpected, withSpan } from '@fanxing/runtime/telemetry';
import { PartnerBank } from '../partner-bank.js';
import {
  askedAgain,
  claimCollection,
  postponeCollection,
  setCancelReason,
} from './collection-attempt.store.js';
import { CollectionAttempts } from './collection-attempts.js';
import { findCollection, type CollectionRow } from './collection.store.js';
import { openAccount } from './sealed-account.js';

type Said = CollectionOutcome | AskedCollection | CancellationOutcome<'COLLECTED'>;

/** A claim is left alone by the sweep until the bank has surely answered the one who made it, or not. */
const graceMs = 2_000;
const postponedMs = 20_000;
const sweepAfterSeconds = 5;
const log = logger('lending.collection');

/**
 * Takes a collection one step further: gives it to the bank, asks what became of it, calls it off, or does what follows from its end. The rule is
 * that of disbursements: it is written down that the bank may have it before the bank is called, an unknown answer is asked about, and
 * only the bank's own word that it never had the instruction lets it be given again, under the same reference.
 */
@Injectable()
export class CarryOutCollection {
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly database: ServiceDatabase,
    private readonly bank: PartnerBank,
    private readonly keeper: KeyKeeper,
    private readonly attempts: CollectionAttempts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** In the background. Never fails: the sweep is the net. */
  begin(context: TenantContext, id: string): void {
    void this.advance(context, id).then(async () => {
      const row = await this.find(context, id).catch(() => undefined);
      // The tenant's sweep may have gone to rest: it is called soon, instead of when it would have woken.
      if (row?.isFinished !== true)
        await this.database
          .call(context, 'lending.sweep_later', [sweepAfterSeconds])
          .catch((error: unknown) => void recordUnexpected(log, error, { subjectId: id }));
    });
  }

  /** As far as the bank can tell today. Never fails. */
  async advance(context: TenantContext, id: string): Promise<void> {
    const known = this.underWay.get(id);
    if (known) return known;
    const work = withSpan('carry out collection', { subjectId: id }, () => this.step(context, id))
      .catch((error: unknown) => this.postpone(context, id, error))
      .finally(() => this.underWay.delete(id));
    this.underWay.set(id, work);
    return work;
  }

  /** Lets what is under way end. */
  async close(): Promise<void> {
    await Promise.all(this.underWay.values());
  }

  private async step(context: TenantContext, id: string): Promise<void> {
    const row = await this.find(context, id);
    if (!row || row.isFinished) return;
    if (row.status === 'PENDING') {
      if (await this.attempts.isGivenUp(context, row)) return;
      await this.give(context, await this.bank.connection(context), row);
    } else if (row.status === 'SENT' || row.status === 'UNKNOWN') {
      const connection = await this.bank.connection(context);
      if (row.cancelReason === null) await this.ask(context, connection, row);
      else await this.callOff(context, connection, row, row.cancelReason);
    } else if (row.status === 'COLLECTED' && row.isAskedAgain) {
      await this.askAgain(context, row);
    } else {
      await this.attempts.follow(context, row);
      return;
    }
    // The end may have been found just now; what follows from it is done at once.
    const ended = await this.find(context, id);
    if (ended && !['PENDING', 'SENT', 'UNKNOWN'].includes(ended.status))
      await this.attempts.follow(context, ended);
  }

  private async give(context: TenantContext, connection: BankConnection, row: CollectionRow): Promise<void> {
    if (await this.attempts.held(context, row)) return;
    const againAt = fromEpochMs(toEpochMs(this.clock.now()) + connection.timeoutMs + graceMs);
    const isClaimed = await this.database.transaction(context, (transaction) =>
      claimCollection(transaction, row.id, row.claims, againAt),
    );
    if (!isClaimed) return;
    const instruction = await this.instruction(context, row);
    const said = await withSpan('bank collect', {}, () => collect(connection, instruction), 'client');
    await this.hear(context, { ...row, claims: row.claims + 1 }, said, 0);
  }

  private async ask(context: TenantContext, connection: BankConnection, row: CollectionRow): Promise<void> {
    const instruction = await this.instruction(context, row);
    const said = await withSpan('bank ask', {}, () => askCollection(connection, instruction), 'client');
    if (said.kind === 'NOT_FOUND') return this.give(context, connection, row);
    await this.hear(context, row, said, 1);
  }

  /** Whether the payer's bank has taken back what was collected. */
  private async askAgain(context: TenantContext, row: CollectionRow): Promise<void> {
    const instruction = await this.instruction(context, row);
    const said = await askCollection(await this.bank.connection(context), instruction);
    if (said.kind === 'RETURNED') return this.attempts.settle(context, row.id, said);
    // Whatever else it says, a bank does not forget what it has collected: it is asked later.
    const later = fromEpochMs(toEpochMs(this.clock.now()) + postponedMs);
    await this.database.transaction(context, (transaction) =>
      said.kind === 'COLLECTED'
        ? askedAgain(transaction, row.id)
        : postponeCollection(transaction, row.id, later),
    );
  }

  private async callOff(
    context: TenantContext,
    connection: BankConnection,
    row: CollectionRow,
    reason: string,
  ): Promise<void> {
    const instruction = await this.instruction(context, row);
    const said = await withSpan('bank cancel', {}, () => cancelCollection(connection, instruction), 'client');
    if (said.kind === 'NOT_OFFERED') {
      await this.database.transaction(context, (transaction) => setCancelReason(transaction, row.id, null));
      return this.ask(context, connection, row);
    }
    if (said.kind === 'REJECTED' && said.reason === 'CANCELLED')
      return this.attempts.calledOff(context, row.id, reason);
    await this.hear(context, row, said, 1);
  }

  private async hear(context: TenantContext, row: CollectionRow, said: Said, calls: 0 | 1): Promise<void> {
    switch (said.kind) {
      case 'UNKNOWN':
        return this.attempts.note(context, row, { outcome: said.cause, isLost: true, calls });
      case 'NOT_SENT':
        return this.attempts.note(context, row, { outcome: said.cause, isLost: row.given, calls });
      case 'NOT_FOUND':
      case 'NOT_OFFERED':
        return;
      default:
        await this.attempts.settle(context, row.id, said);
    }
  }

  private async postpone(context: TenantContext, id: string, error: unknown): Promise<void> {
    recordUnexpected(log, error, { subjectId: id });
    const later = fromEpochMs(toEpochMs(this.clock.now()) + postponedMs);
    await this.database
      .transaction(context, (transaction) => postponeCollection(transaction, id, later))
      .catch((again: unknown) => void recordUnexpected(log, again, { subjectId: id }));
  }

  private find(context: TenantContext, id: string): Promise<CollectionRow | undefined> {
    return this.database.transaction(context, (transaction) => findCollection(transaction, id));
  }

  private instruction(context: TenantContext, row: CollectionRow): Promise<CollectionInstruction> {
    return this.keeper.using(context, (keys) => ({
      reference: row.id,
      amount: money(BigInt(row.amountMinor), row.currency),
      payer: { accountReference: openAccount(keys, row.mandateId, row.borrowerId, row.account ?? '') },
      mandateReference: row.mandateReference,
    }));
  }
}
