import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { CommandRoad, masked } from '@fanxing/runtime/command';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { KeyKeeper, openText, sealText, type TenantKeys } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import type { Environment, TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { PersonIndex } from '../account/person-index.js';
import { newPassword } from './new-password.js';
import { passwordPlace } from './sealed-password.js';
import { parseTenantRoles } from './tenant-roles.js';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

/** A sign-in to make, with the person as their index. */
export interface UserToKeep {
  readonly idempotencyKey: string;
  readonly username: string;
  readonly roles: readonly string[];
  readonly person?: string | null | undefined;
}

/** The rows of a sign-in while it is being made: PENDING with a sealed password, until the identity provider has it. */
@Injectable()
export class KeepUser {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly store: UserStore,
    private readonly keeper: KeyKeeper,
    private readonly personIndex: PersonIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Fails with ALREADY_EXISTS when the username is taken and with STATE_CONFLICT when its namesake is somebody else. */
  keep(context: TenantContext, input: UserToKeep, slug: string): Promise<User> {
    return this.keeper.using(context, (keys) => this.keepWith(context, keys, input, slug));
  }

  /** Opened until the identity provider has it; undefined from then on. */
  async pendingPassword(context: TenantContext, id: User['id']): Promise<string | undefined> {
    const kept = await this.database.transaction(context, (transaction) =>
      this.store.pendingPassword(transaction, id),
    );
    if (kept === undefined) return undefined;
    return this.keeper.using(context, (keys) => openText(keys, passwordPlace(id), kept));
  }

  /** Answers false when another request was first, and has shown the password. */
  activate(context: TenantContext, id: User['id']): Promise<boolean> {
    return this.database.transaction(context, (transaction) => this.store.activate(transaction, id));
  }

  private async keepWith(
    context: TenantContext,
    keys: TenantKeys,
    input: UserToKeep,
    slug: string,
  ): Promise<User> {
    const { idempotencyKey } = input;
    const command = { operation: 'createUser', permission: 'user:create', idempotencyKey, input } as const;
    return this.road.run(context, command, async (transaction) => {
      const user = {
        id: newId('user'),
        username: fullUsername(input.username, slug, context.environment),
        roles: parseTenantRoles(input.roles, 'input.roles'),
        status: 'PENDING',
      } as const;
      const kept = {
        ...user,
        temporaryPassword: sealText(keys, passwordPlace(user.id), newPassword()),
        createdBy: context.actor.id,
        createdAt: this.clock.now(),
      };
      if (!(await this.store.insert(transaction, kept))) {
        throw new Fault('ALREADY_EXISTS', { what: 'user', name: user.username }, 'input.username');
      }
      await this.notePerson(transaction, user.username, input.person ?? undefined);
      return {
        answer: user,
        subject: { kind: 'user', id: user.id },
        after: { username: masked, roles: user.roles, status: user.status },
      };
    });
  }

  /** A namesake in the other environment is the same person: a new account does not make them another one. */
  private async notePerson(
    transaction: TenantTransaction,
    username: string,
    given: string | undefined,
  ): Promise<void> {
    const [known] = await this.store.knownPersons(transaction, username);
    const knownIndex = known && (await this.personIndex.ofKept(transaction.context, known));
    const givenIndex = given === undefined ? undefined : Buffer.from(given, 'hex');
    if (knownIndex && givenIndex && !knownIndex.equals(givenIndex))
      throw new Fault(
        'STATE_CONFLICT',
        { what: 'person', status: 'another', needed: 'the same' },
        'input.person',
      );
    const index = knownIndex ?? givenIndex;
    if (index) await this.store.notePerson(transaction, username, index);
  }
}

/** `ann@north` in the sandbox, `ann.live@north` in live: nobody may be called `….live` in the sandbox. */
function fullUsername(text: string, slug: string, environment: Environment): string {
  if (/^[a-z0-9][a-z0-9._-]{0,31}$/.test(text) && !text.endsWith('.live')) {
    return `${text}${environment === 'live' ? '.live' : ''}@${slug}`;
  }
  const problem =
    'A username is 1 to 32 of a–z, 0–9, dot, dash and underscore, begins with a letter or digit and does not end in .live';
  throw new Fault('INPUT_INVALID', { problem }, 'input.username');
}
