import type { Provider } from '@nestjs/common';
import { CancelCollection } from './cancel-collection.js';
import { CarryOutCollection } from './carry-out-collection.js';
import { CollectDue } from './collect-due.js';
import { CollectRepayment } from './collect-repayment.js';
import { CollectionAttempts } from './collection-attempts.js';
import { CollectionChanges } from './collection-changes.js';
import { CollectionPolicyResolver } from './collection-policy.resolver.js';
import { CollectionResolver } from './collection.resolver.js';
import { FollowCollection } from './follow-collection.js';
import { MandateResolver } from './mandate.resolver.js';
import { ReadCollections } from './read-collections.js';
import { ReadMandates } from './read-mandates.js';
import { RecordMandate } from './record-mandate.js';
import { RecordReturnedDebit } from './record-returned-debit.js';
import { RevokeMandate } from './revoke-mandate.js';
import { SetCollectionPolicy } from './set-collection-policy.js';
import { SettleCollection } from './settle-collection.js';

/** Everything about collections by instruction that Nest builds. */
export const collectionProviders: readonly Provider[] = [
  ...[CollectionResolver, CollectionChanges, CollectRepayment, CancelCollection, RecordReturnedDebit],
  ...[
    CarryOutCollection,
    CollectionAttempts,
    SettleCollection,
    FollowCollection,
    CollectDue,
    ReadCollections,
  ],
  ...[MandateResolver, RecordMandate, RevokeMandate, ReadMandates],
  ...[CollectionPolicyResolver, SetCollectionPolicy],
];
