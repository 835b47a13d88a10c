import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { RecordReturnedDebitInput } from '../generated/schema.js';
import { mustBeReason } from '../reason.js';
import { CarryOutCollection } from './carry-out-collection.js';
import { findCollection } from './collection.store.js';
import { SettleCollection } from './settle-collection.js';

/**
 * Takes note that the payer's bank took collected money back (退票): the repayment is reversed with all that followed from it, and the debt stands
 * as if it had never come. Answers the collection's id.
 */
@Injectable()
export class RecordReturnedDebit {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
    private readonly settle: SettleCollection,
    private readonly carryOut: CarryOutCollection,
  ) {}

  async run(context: TenantContext, input: RecordReturnedDebitInput): Promise<string> {
    mustBeAllowedTo(context, 'collection:write');
    const { idempotencyKey } = input;
    const command = {
      operation: 'recordReturnedDebit',
      permission: 'collection:write',
      idempotencyKey,
      input,
    } as const;
    const reason = mustBeReason(input.reason);
    const id = await this.road.run(context, command, async (transaction) => {
      const collectionId = parseId('collection', input.collectionId, 'input.collectionId');
      const row = await findCollection(transaction, collectionId);
      if (!row) throw new Fault('NOT_FOUND', { what: 'collection', id: collectionId }, 'input.collectionId');
      if (row.status !== 'COLLECTED')
        throw new Fault('STATE_CONFLICT', { what: 'collection', status: row.status, needed: 'COLLECTED' });
      return {
        answer: collectionId as string,
        subject: { kind: 'collection', id: collectionId },
        before: { status: row.status },
        after: { reason },
      };
    });
    await this.settle.returned(context, id, reason);
    await this.carryOut.advance(context, id);
    await this.mustBeReturned(context, id);
    return id;
  }

  private async mustBeReturned(context: TenantContext, id: string): Promise<void> {
    const row = await this.database.transaction(context, (transaction) => findCollection(transaction, id));
    if (row?.status !== 'RETURNED') throw new Error('a debit that was returned is not');
  }
}
