import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { RotateKeyInput } from '../generated/schema.js';
import { ReadKeys, type KeyVersionView } from './read-keys.js';
import { RotateKey } from './rotate-key.js';

@Resolver('KeyVersion')
export class KeyResolver {
  constructor(
    private readonly rotateKey: RotateKey,
    private readonly readKeys: ReadKeys,
  ) {}

  @Mutation('rotateKey')
  rotate(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RotateKeyInput,
  ): Promise<KeyVersionView> {
    return this.rotateKey.run(context, input);
  }

  @Query('keyVersions')
  versions(@CurrentTenant() context: TenantContext): Promise<KeyVersionView[]> {
    return this.readKeys.run(context);
  }
}
