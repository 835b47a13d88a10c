import { Args, Mutation, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type { CreateUserInput, QueryUsersArgs } from '../generated/schema.js';
import { CreateUser, type CreatedUser } from './create-user.js';
import { ReadUser } from './read-user.js';
import type { User } from './user.js';

@Resolver('User')
export class UserResolver {
  constructor(
    private readonly createUser: CreateUser,
    private readonly readUser: ReadUser,
  ) {}

  @Mutation('createUser')
  create(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CreateUserInput,
  ): Promise<CreatedUser> {
    return this.createUser.run(context, input);
  }

  @Query('user')
  read(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<User> {
    return this.readUser.run(context, id);
  }

  @Query('users')
  list(@CurrentTenant() context: TenantContext, @Args() page: QueryUsersArgs): Promise<Connection<User>> {
    return this.readUser.page(context, page);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<User> {
    return this.readUser.run(tenantContext, reference.id);
  }
}
