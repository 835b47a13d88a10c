import { Args, Mutation, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type {
  CreateClientInput,
  QueryClientsArgs,
  RotateClientSecretInput,
  RotateClientSecretPayload,
} from '../generated/schema.js';
import type { Client } from './client.js';
import { CreateClient, type CreatedClient } from './create-client.js';
import { ReadClient } from './read-client.js';
import { RotateClientSecret } from './rotate-client-secret.js';

@Resolver('Client')
export class ClientResolver {
  constructor(
    private readonly createClient: CreateClient,
    private readonly rotateClientSecret: RotateClientSecret,
    private readonly readClient: ReadClient,
  ) {}

  @Mutation('createClient')
  create(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CreateClientInput,
  ): Promise<CreatedClient> {
    return this.createClient.run(context, input);
  }

  @Mutation('rotateClientSecret')
  rotate(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RotateClientSecretInput,
  ): Promise<RotateClientSecretPayload> {
    return this.rotateClientSecret.run(context, input);
  }

  @Query('client')
  read(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<Client> {
    return this.readClient.run(context, id);
  }

  @Query('clients')
  list(@CurrentTenant() context: TenantContext, @Args() page: QueryClientsArgs): Promise<Connection<Client>> {
    return this.readClient.page(context, page);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<Client> {
    return this.readClient.run(tenantContext, reference.id);
  }
}
