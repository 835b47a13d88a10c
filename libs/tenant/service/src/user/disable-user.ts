import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { KeycloakAdmin, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { DisableUserInput } from '../generated/schema.js';
import { ChangeUser } from './change-user.js';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

/** Doors refuse the person's tokens from the commit on, even while the identity provider can't be told. */
@Injectable()
export class DisableUser {
  constructor(
    private readonly changeUser: ChangeUser,
    private readonly store: UserStore,
    private readonly keycloakAdmin: KeycloakAdmin,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: DisableUserInput): Promise<User> {
    const user = await this.changeUser.run(context, 'disableUser', input, async (transaction, found) => {
      const disabled: User = { ...found, status: 'DISABLED' };
      await this.store.update(transaction, disabled);
      await this.store.endTokens(transaction, found.id, this.clock.now());
      return { user: disabled, before: { status: found.status }, after: { status: disabled.status } };
    });
    await this.keycloakAdmin.setUserEnabled(user.username, false);
    return user;
  }
}
