import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { SetCollectionPolicyInput } from '../generated/schema.js';
import type { PolicyRow } from './collection-policy.store.js';
import { ReadCollections } from './read-collections.js';
import { SetCollectionPolicy } from './set-collection-policy.js';

@Resolver('CollectionPolicy')
export class CollectionPolicyResolver {
  constructor(
    private readonly setCollectionPolicy: SetCollectionPolicy,
    private readonly readCollections: ReadCollections,
  ) {}

  @Query('collectionPolicies')
  policies(@CurrentTenant() context: TenantContext): Promise<PolicyRow[]> {
    return this.readCollections.policies(context);
  }

  @Mutation('setCollectionPolicy')
  set(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SetCollectionPolicyInput,
  ): Promise<PolicyRow> {
    return this.setCollectionPolicy.run(context, input);
  }
}
