import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { KeycloakAdmin, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { EndUserSessionsInput } from '../generated/schema.js';
import { ChangeUser } from './change-user.js';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

/** The person has to sign in again: what was made up to now is void. */
@Injectable()
export class EndUserSessions {
  constructor(
    private readonly changeUser: ChangeUser,
    private readonly store: UserStore,
    private readonly keycloakAdmin: KeycloakAdmin,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: EndUserSessionsInput): Promise<User> {
    const user = await this.changeUser.run(context, 'endUserSessions', input, async (transaction, found) => {
      const tokensFrom = this.clock.now();
      await this.store.endTokens(transaction, found.id, tokensFrom);
      return { user: found, before: {}, after: { tokensFrom } };
    });
    await this.keycloakAdmin.endSessions(user.username);
    return user;
  }
}
