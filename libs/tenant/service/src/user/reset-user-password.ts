import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { masked } from '@fanxing/runtime/command';
import { FourEyes } from '@fanxing/runtime/caller';
import { KeycloakAdmin, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { ResetUserPasswordInput } from '../generated/schema.js';
import { ChangeUser } from './change-user.js';
import { newPassword } from './new-password.js';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

/**
 * The request is recorded first, so that no password ever changes without a record; then the password is changed. It is kept
 * nowhere: whoever did not hear the answer asks again, also for a first password that was lost.
 */
@Injectable()
export class ResetUserPassword {
  constructor(
    private readonly changeUser: ChangeUser,
    private readonly store: UserStore,
    private readonly fourEyes: FourEyes,
    private readonly keycloakAdmin: KeycloakAdmin,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(
    context: TenantContext,
    input: ResetUserPasswordInput,
  ): Promise<{ user: User; temporaryPassword: string }> {
    mustBeAllowedTo(context, 'user:manage');
    await this.fourEyes.mustBeApproved(context, 'resetUserPassword', input);
    const user = await this.changeUser.run(
      context,
      'resetUserPassword',
      input,
      async (transaction, found) => {
        await this.store.endTokens(transaction, found.id, this.clock.now());
        return { user: found, before: { password: masked }, after: { password: masked } };
      },
    );
    const temporaryPassword = newPassword();
    await this.keycloakAdmin.resetPassword(user.username, temporaryPassword);
    return { user, temporaryPassword };
  }
}
