import { Injectable } from '@nestjs/common';
import { CancelCollection } from './cancel-collection.js';
import { CollectRepayment } from './collect-repayment.js';
import { RecordReturnedDebit } from './record-returned-debit.js';

/** What people and programs do about a collection. */
@Injectable()
export class CollectionChanges {
  constructor(
    readonly collect: CollectRepayment,
    readonly cancel: CancelCollection,
    readonly recordReturned: RecordReturnedDebit,
  ) {}
}
