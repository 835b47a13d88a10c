import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { KeycloakAdmin, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { EnableUserInput } from '../generated/schema.js';
import { AccountStore } from '../account/account.store.js';
import { ChangeUser } from './change-user.js';
import { ReadUser } from './read-user.js';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

/** Another person opens the account again; tokens from before it was closed stay void. Fails with OWN_ACCOUNT. */
@Injectable()
export class EnableUser {
  constructor(
    private readonly changeUser: ChangeUser,
    private readonly store: UserStore,
    private readonly readUser: ReadUser,
    private readonly accounts: AccountStore,
    private readonly keycloakAdmin: KeycloakAdmin,
  ) {}

  async run(context: TenantContext, input: EnableUserInput): Promise<User> {
    mustBeAllowedTo(context, 'user:manage');
    const { username } = await this.readUser.run(context, input.userId);
    const [own, theirs] = await this.accounts.personsOf(context, [context.actor.id, username]);
    const user = await this.changeUser.run(context, 'enableUser', input, async (transaction, found) => {
      if (found.status === 'DISABLED' && own === theirs) throw new Fault('OWN_ACCOUNT');
      const enabled: User = { ...found, status: 'ACTIVE' };
      await this.store.update(transaction, enabled);
      return { user: enabled, before: { status: found.status }, after: { status: enabled.status } };
    });
    await this.keycloakAdmin.setUserEnabled(user.username, true);
    return user;
  }
}
