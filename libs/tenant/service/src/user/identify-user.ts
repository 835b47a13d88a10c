import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { masked } from '@fanxing/runtime/command';
import { FourEyes } from '@fanxing/runtime/caller';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { AccountStore } from '../account/account.store.js';
import { PersonIndex } from '../account/person-index.js';
import type { IdentifyUserInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { ChangeUser } from './change-user.js';
import { ReadUser } from './read-user.js';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

/**
 * Says whose account it is, so that two accounts of one person never count as two persons. Nobody makes another person of an
 * account of their own: fails with OWN_ACCOUNT.
 */
@Injectable()
export class IdentifyUser {
  constructor(
    private readonly changeUser: ChangeUser,
    private readonly store: UserStore,
    private readonly readUser: ReadUser,
    private readonly accounts: AccountStore,
    private readonly personIndex: PersonIndex,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: IdentifyUserInput): Promise<User> {
    mustBeAllowedTo(context, 'user:manage');
    const { username } = await this.readUser.run(context, input.userId);
    const index = await this.personIndex.of(context, plainLine(input.person, 200, 'input.person'));
    const kept = { ...input, person: index.toString('hex') };
    const [own, theirs] = await this.accounts.personsOf(context, [context.actor.id, username]);
    await this.fourEyes.mustBeApproved(context, 'identifyUser', kept, { ...input, person: masked });
    return this.changeUser.run(context, 'identifyUser', kept, async (transaction, found) => {
      const [known] = await this.store.knownPersons(transaction, found.username);
      const isOther = known && !(await this.personIndex.ofKept(context, known))?.equals(index);
      if (isOther && own === theirs) throw new Fault('OWN_ACCOUNT');
      await this.store.notePerson(transaction, found.username, index);
      return { user: found, before: { person: masked }, after: { person: masked } };
    });
  }
}
