import { Injectable } from '@nestjs/common';
import { masked } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { IdentifyUserInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { ChangeUser } from './change-user.js';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

/** Says whose account it is, so that two accounts of one person never count as two persons. */
@Injectable()
export class IdentifyUser {
  constructor(
    private readonly changeUser: ChangeUser,
    private readonly store: UserStore,
  ) {}

  async run(context: TenantContext, input: IdentifyUserInput): Promise<User> {
    mustBeAllowedTo(context, 'user:manage');
    const person = plainLine(input.person, 200, 'input.person');
    return this.changeUser.run(context, 'identifyUser', input, async (transaction, found) => {
      await this.store.notePerson(transaction, found.username, person);
      return { user: found, before: { person: masked }, after: { person: masked } };
    });
  }
}
