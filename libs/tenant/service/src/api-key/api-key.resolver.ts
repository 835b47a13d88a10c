import { Args, Mutation, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type {
  CreateApiKeyInput,
  QueryApiKeysArgs,
  RevokeApiKeyInput,
  RotateApiKeyInput,
} from '../generated/schema.js';
import type { ApiKey } from './api-key.js';
import { CreateApiKey, type CreatedApiKey } from './create-api-key.js';
import { ReadApiKey } from './read-api-key.js';
import { RevokeApiKey } from './revoke-api-key.js';
import { RotateApiKey } from './rotate-api-key.js';

@Resolver('ApiKey')
export class ApiKeyResolver {
  constructor(
    private readonly createApiKey: CreateApiKey,
    private readonly rotateApiKey: RotateApiKey,
    private readonly revokeApiKey: RevokeApiKey,
    private readonly readApiKey: ReadApiKey,
  ) {}

  @Mutation('createApiKey')
  create(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CreateApiKeyInput,
  ): Promise<CreatedApiKey> {
    return this.createApiKey.run(context, input);
  }

  @Mutation('rotateApiKey')
  rotate(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RotateApiKeyInput,
  ): Promise<{ apiKey: ApiKey; secret: string }> {
    return this.rotateApiKey.run(context, input);
  }

  @Mutation('revokeApiKey')
  async revoke(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RevokeApiKeyInput,
  ): Promise<{ apiKey: ApiKey }> {
    return { apiKey: await this.revokeApiKey.run(context, input) };
  }

  @Query('apiKey')
  read(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<ApiKey> {
    return this.readApiKey.run(context, id);
  }

  @Query('apiKeys')
  list(@CurrentTenant() context: TenantContext, @Args() page: QueryApiKeysArgs): Promise<Connection<ApiKey>> {
    return this.readApiKey.page(context, page);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<ApiKey> {
    return this.readApiKey.run(tenantContext, reference.id);
  }
}
