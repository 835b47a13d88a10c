import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type {
  DeleteClientInput,
  DisableClientInput,
  EnableClientInput,
  SetClientKeysInput,
} from '../generated/schema.js';
import type { Client } from './client.js';
import { DeleteClient } from './delete-client.js';
import { DisableClient } from './disable-client.js';
import { EnableClient } from './enable-client.js';
import { SetClientKeys } from './set-client-keys.js';

/** Whether and how a program gets in. */
@Resolver('Client')
export class ClientAccessResolver {
  constructor(
    private readonly disableClient: DisableClient,
    private readonly enableClient: EnableClient,
    private readonly deleteClient: DeleteClient,
    private readonly setClientKeys: SetClientKeys,
  ) {}

  @Mutation('setClientKeys')
  async setKeys(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SetClientKeysInput,
  ): Promise<{ client: Client }> {
    return { client: await this.setClientKeys.run(context, input) };
  }

  @Mutation('disableClient')
  async disable(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: DisableClientInput,
  ): Promise<{ client: Client }> {
    return { client: await this.disableClient.run(context, input) };
  }

  @Mutation('enableClient')
  async enable(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: EnableClientInput,
  ): Promise<{ client: Client }> {
    return { client: await this.enableClient.run(context, input) };
  }

  @Mutation('deleteClient')
  async delete(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: DeleteClientInput,
  ): Promise<{ client: Client }> {
    return { client: await this.deleteClient.run(context, input) };
  }
}
