import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type {
  DisableUserInput,
  EnableUserInput,
  EndUserSessionsInput,
  ResetUserPasswordInput,
} from '../generated/schema.js';
import { DisableUser } from './disable-user.js';
import { EnableUser } from './enable-user.js';
import { EndUserSessions } from './end-user-sessions.js';
import { ResetUserPassword } from './reset-user-password.js';
import type { User } from './user.js';

/** Whether and how a person gets in. */
@Resolver('User')
export class UserAccessResolver {
  constructor(
    private readonly disableUser: DisableUser,
    private readonly enableUser: EnableUser,
    private readonly resetUserPassword: ResetUserPassword,
    private readonly endUserSessions: EndUserSessions,
  ) {}

  @Mutation('disableUser')
  async disable(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: DisableUserInput,
  ): Promise<{ user: User }> {
    return { user: await this.disableUser.run(context, input) };
  }

  @Mutation('enableUser')
  async enable(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: EnableUserInput,
  ): Promise<{ user: User }> {
    return { user: await this.enableUser.run(context, input) };
  }

  @Mutation('resetUserPassword')
  resetPassword(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ResetUserPasswordInput,
  ): Promise<{ user: User; temporaryPassword: string }> {
    return this.resetUserPassword.run(context, input);
  }

  @Mutation('endUserSessions')
  async endSessions(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: EndUserSessionsInput,
  ): Promise<{ user: User }> {
    return { user: await this.endUserSessions.run(context, input) };
  }
}
