import { Inject, Injectable } from '@nestjs/common';
import { fromEpochMs, toEpochMs, type Clock } from '@fanxing/kernel';
import { attemptDelayMs, attentionAfterMs } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { logger } from '@fanxing/runtime/telemetry';
import { OpeningHours } from '../payment-hours/opening-hours.js';
import { holdCollection, noteCollection, tellOfCollection } from './collection-attempt.store.js';
import type { CollectionRow } from './collection.store.js';
import { FollowCollection } from './follow-collection.js';
import { SettleCollection } from './settle-collection.js';

const log = logger('lending.collection');

type Definite =
  { readonly kind: 'COLLECTED' } | { readonly kind: 'REJECTED' | 'RETURNED'; readonly reason: string };

export interface NotedCall {
  readonly outcome: string;
  /** Whether the bank may have the instruction. */
  readonly isLost: boolean;
  /** 0 for a call that was counted when it was claimed. */
  readonly calls: 0 | 1;
}

/** What follows from each call to a bank for a collection: its end, a later call, a wait, a person who is told. */
@Injectable()
export class CollectionAttempts {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly openingHours: OpeningHours,
    private readonly settling: SettleCollection,
    private readonly following: FollowCollection,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whether what was never given is not to be given any more: its time is over, or the right to take it has gone. */
  async isGivenUp(context: TenantContext, row: CollectionRow): Promise<boolean> {
    const { mandateIsActive, account, mandateValidUntil, businessDate, expiresOn, cancelReason } = row;
    if (cancelReason !== null) {
      await this.settling.cancelled(context, row.id, cancelReason);
      return true;
    }
    const isCovered =
      mandateIsActive &&
      account !== null &&
      (mandateValidUntil === null || mandateValidUntil >= businessDate);
    if (isCovered && businessDate <= expiresOn) return false;
    await this.settling.expired(context, row.id, isCovered ? 'EXPIRED' : 'MANDATE_ENDED');
    return true;
  }

  /** Keeps it back while the bank is closed; answers whether it is. */
  async held(context: TenantContext, { id, heldUntil }: CollectionRow): Promise<boolean> {
    const until = await this.openingHours.closedUntil(context, heldUntil);
    if (until === null) return false;
    await this.database.transaction(context, (transaction) => holdCollection(transaction, id, until));
    return true;
  }

  async note(
    context: TenantContext,
    row: CollectionRow,
    { outcome, isLost, calls }: NotedCall,
  ): Promise<void> {
    const nowMs = toEpochMs(this.clock.now());
    await this.database.transaction(context, (transaction) =>
      noteCollection(transaction, row.id, {
        status: isLost ? 'UNKNOWN' : 'PENDING',
        claims: row.claims,
        calls,
        outcome,
        nextAttemptAt: fromEpochMs(nowMs + attemptDelayMs(row.attempts + 1, Math.random())),
      }),
    );
    if (row.toldAt === null && nowMs - toEpochMs(row.requestedAt) > attentionAfterMs)
      await this.tell(context, row, outcome);
  }

  async settle(context: TenantContext, id: string, said: Definite): Promise<void> {
    if (said.kind === 'COLLECTED') await this.settling.collected(context, id);
    else if (said.kind === 'REJECTED') await this.settling.rejected(context, id, said.reason);
    else await this.settling.returned(context, id, said.reason);
  }

  async calledOff(context: TenantContext, id: string, reason: string): Promise<void> {
    await this.settling.cancelled(context, id, reason);
  }

  follow(context: TenantContext, row: CollectionRow): Promise<void> {
    return this.following.run(context, row);
  }

  private async tell(
    context: TenantContext,
    { id, requestedAt }: CollectionRow,
    outcome: string,
  ): Promise<void> {
    const system = systemContext(context.tenantId, context.environment, 'collection');
    const command = {
      operation: 'collectionNeedsAttention',
      permission: 'collection:write',
      input: null,
    } as const;
    await this.road.run(system, command, async (transaction) => {
      await tellOfCollection(transaction, id);
      return { answer: null, subject: { kind: 'collection', id }, after: { outcome, requestedAt } };
    });
    log.warn({ subjectId: id }, 'nobody knows what became of a collection');
  }
}
