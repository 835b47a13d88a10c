import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { FourEyes } from '@fanxing/runtime/caller';
import { KeycloakAdmin, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { ChangeUserRolesInput } from '../generated/schema.js';
import { AccountStore } from '../account/account.store.js';
import { ChangeUser } from './change-user.js';
import { ReadUser } from './read-user.js';
import { parseTenantRoles } from './tenant-roles.js';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

/** Nobody gives themselves a role, by whichever of their accounts. Fails with OWN_ACCOUNT. */
@Injectable()
export class ChangeUserRoles {
  constructor(
    private readonly changeUser: ChangeUser,
    private readonly store: UserStore,
    private readonly readUser: ReadUser,
    private readonly accounts: AccountStore,
    private readonly fourEyes: FourEyes,
    private readonly keycloakAdmin: KeycloakAdmin,
  ) {}

  async run(context: TenantContext, input: ChangeUserRolesInput): Promise<User> {
    mustBeAllowedTo(context, 'user:manage');
    const roles = parseTenantRoles(input.roles, 'input.roles');
    const { username } = await this.readUser.run(context, input.userId);
    const [own, theirs] = await this.accounts.personsOf(context, [context.actor.id, username]);
    await this.fourEyes.mustBeApproved(context, 'changeUserRoles', input);
    const user = await this.changeUser.run(context, 'changeUserRoles', input, async (transaction, found) => {
      const isMore = roles.some((role) => !found.roles.includes(role));
      if (isMore && own === theirs) throw new Fault('OWN_ACCOUNT');
      const changed: User = { ...found, roles };
      await this.store.update(transaction, changed);
      return { user: changed, before: { roles: found.roles }, after: { roles } };
    });
    await this.keycloakAdmin.setUserRoles(user.username, roles);
    return user;
  }
}
