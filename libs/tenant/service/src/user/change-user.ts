import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad, type AuditedState } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

/** What a change of an account comes to: what is audited of it, and the account as it is now. */
export interface ChangedUser {
  readonly user: User;
  readonly before: AuditedState;
  readonly after: AuditedState;
}

type Work = (transaction: TenantTransaction, user: User) => Promise<ChangedUser>;

/**
 * What the changes of a person's account have in common: it is committed here first, where every door looks, and the identity
 * provider is told after it. Whoever repeats the request tells it again. Fails with NOT_FOUND, with STATE_CONFLICT for an
 * account that is not whole yet, and with LAST_OWNER when the environment would be left without an owner who can sign in.
 */
@Injectable()
export class ChangeUser {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: UserStore,
  ) {}

  async run(
    context: TenantContext,
    operation: string,
    input: { readonly userId: string },
    work: Work,
  ): Promise<User> {
    const command = { operation, permission: 'user:manage', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = parseId('user', input.userId, 'input.userId');
      const owners = await this.store.lockOwners(transaction);
      const user = await this.store.lock(transaction, id);
      if (!user) throw new Fault('NOT_FOUND', { what: 'user', id }, 'input.userId');
      if (user.status === 'PENDING')
        throw new Fault('STATE_CONFLICT', { what: 'user', status: user.status, needed: 'ACTIVE' });
      const changed = await work(transaction, user);
      if (owners.includes(id) && owners.length === 1 && !isOwner(changed.user)) throw new Fault('LAST_OWNER');
      const { before, after } = changed;
      return { answer: changed.user, subject: { kind: 'user', id }, before, after };
    });
  }
}

function isOwner({ roles, status }: User): boolean {
  return status === 'ACTIVE' && roles.includes('owner');
}
