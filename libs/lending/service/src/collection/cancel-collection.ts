import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { isUnderWay } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { CancelCollectionInput } from '../generated/schema.js';
import { mustBeReason } from '../reason.js';
import { CarryOutCollection } from './carry-out-collection.js';
import { endCollection, setCancelReason } from './collection-attempt.store.js';
import { findCollection, lockCollection, type CollectionRow } from './collection.store.js';

/**
 * Calls a collection off. What the bank was never given ends here; what it may have is called off by the bank itself, whose word decides between
 * this and the collection. Answers the collection's id. Fails with TOO_LATE_TO_CANCEL.
 */
@Injectable()
export class CancelCollection {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
    private readonly carryOut: CarryOutCollection,
  ) {}

  async run(context: TenantContext, input: CancelCollectionInput): Promise<string> {
    mustBeAllowedTo(context, 'collection:write');
    const id = await this.want(context, input);
    // Whatever this process has under way for it ends first; then it is called off, unless that was its end.
    await this.carryOut.advance(context, id);
    await this.carryOut.advance(context, id);
    const row = await this.database.transaction(context, (transaction) => findCollection(transaction, id));
    const isWanted = row && isUnderWay(row.status) && row.cancelReason !== null;
    if (row?.status === 'CANCELLED' || isWanted) return id;
    throw tooLate(row);
  }

  private want(context: TenantContext, input: CancelCollectionInput): Promise<string> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'cancelCollection',
      permission: 'collection:write',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = parseId('collection', input.collectionId, 'input.collectionId');
      const reason = mustBeReason(input.reason);
      const row = await lockCollection(transaction, id);
      if (!row) throw new Fault('NOT_FOUND', { what: 'collection', id }, 'input.collectionId');
      if (!isUnderWay(row.status)) throw tooLate(row);
      const isGiven = row.status !== 'PENDING';
      if (isGiven) await setCancelReason(transaction, id, reason);
      else
        await endCollection(transaction, id, {
          status: 'CANCELLED',
          failure: reason,
          paymentId: null,
          retryOn: null,
          isFinished: true,
        });
      return {
        answer: id as string,
        subject: { kind: 'collection', id },
        before: { status: row.status },
        after: isGiven ? { cancelRequested: true, reason } : { status: 'CANCELLED', reason },
      };
    });
  }
}

function tooLate(row: CollectionRow | undefined): Fault {
  const status = row?.status ?? 'gone';
  return new Fault('TOO_LATE_TO_CANCEL', { what: 'collection', status }, 'input.collectionId');
}
