import { Args, Mutation, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type {
  ChangeUserRolesInput,
  CreateUserInput,
  IdentifyUserInput,
  QueryUsersArgs,
} from '../generated/schema.js';
import { ChangeUserRoles } from './change-user-roles.js';
import { CreateUser, type CreatedUser } from './create-user.js';
import { IdentifyUser } from './identify-user.js';
import { ReadUser } from './read-user.js';
import type { User } from './user.js';

@Resolver('User')
export class UserResolver {
  constructor(
    private readonly createUser: CreateUser,
    private readonly changeUserRoles: ChangeUserRoles,
    private readonly identifyUser: IdentifyUser,
    private readonly readUser: ReadUser,
  ) {}

  @Mutation('createUser')
  create(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CreateUserInput,
  ): Promise<CreatedUser> {
    return this.createUser.run(context, input);
  }

  @Mutation('changeUserRoles')
  async changeRoles(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ChangeUserRolesInput,
  ): Promise<{ user: User }> {
    return { user: await this.changeUserRoles.run(context, input) };
  }

  @Mutation('identifyUser')
  async identify(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: IdentifyUserInput,
  ): Promise<{ user: User }> {
    return { user: await this.identifyUser.run(context, input) };
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
