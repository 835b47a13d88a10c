import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { CommandRoad, masked } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper, openText, sealText, type TenantKeys } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import {
  KeycloakAdmin,
  mustBeAllowedTo,
  type Environment,
  type TenantContext,
} from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { FourEyes } from '@fanxing/runtime/caller';
import type { CreateUserInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { ReadActiveTenant } from '../tenant/read-active-tenant.js';
import { newPassword } from './new-password.js';
import { parseTenantRoles } from './tenant-roles.js';
import type { User } from './user.js';
import { passwordPlace } from './sealed-password.js';
import { UserStore } from './user.store.js';

export interface CreatedUser {
  readonly user: User;
  /** Null when it was shown before. */
  readonly temporaryPassword: string | null;
}

/**
 * Makes a sign-in. The person is kept as PENDING first; then, outside of the transaction, the identity provider is
 * told; then the person is ACTIVE. Whoever repeats the request goes on where the first one was cut short.
 * Fails with ALREADY_EXISTS when the username is taken and with SERVICE_UNAVAILABLE without an identity provider.
 */
@Injectable()
export class CreateUser {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly store: UserStore,
    private readonly readActiveTenant: ReadActiveTenant,
    private readonly keycloakAdmin: KeycloakAdmin,
    private readonly keeper: KeyKeeper,
    private readonly fourEyes: FourEyes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: CreateUserInput): Promise<CreatedUser> {
    const { user, password } = await this.tell(context, input);
    const active: User = { ...user, status: 'ACTIVE' };
    if (password === undefined) return { user: active, temporaryPassword: null };
    const first = await this.database.transaction(context, (transaction) =>
      this.store.activate(transaction, user.id),
    );
    return { user: active, temporaryPassword: first ? password : null };
  }

  /** Makes the sign-in and keeps its password for the first who asks with `run`: for a job, which can show it to nobody. */
  async provide(context: TenantContext, input: CreateUserInput): Promise<User> {
    return (await this.tell(context, input)).user;
  }

  /** Keeps the person and tells the identity provider. No password: it was shown before. */
  private async tell(
    context: TenantContext,
    input: CreateUserInput,
  ): Promise<{ user: User; password: string | undefined }> {
    mustBeAllowedTo(context, 'user:create');
    const { slug } = await this.readActiveTenant.run(context);
    const shown = { ...input, ...(input.person && { person: masked }) };
    await this.fourEyes.mustBeApproved(context, 'createUser', input, shown);
    const user = await this.keeper.using(context, (keys) => this.keep(context, keys, input, slug));
    const password = await this.pendingPassword(context, user.id);
    if (password === undefined) return { user, password };
    const { username, roles } = user;
    const { tenantId, environment } = context;
    await this.keycloakAdmin.createUser({ username, password, roles, tenantId, environment });
    return { user, password };
  }

  /** Sealed until the identity provider has it; undefined from then on. */
  private async pendingPassword(context: TenantContext, id: User['id']): Promise<string | undefined> {
    const kept = await this.database.transaction(context, (transaction) =>
      this.store.pendingPassword(transaction, id),
    );
    if (kept === undefined) return undefined;
    return this.keeper.using(context, (keys) => openText(keys, passwordPlace(id), kept));
  }

  private async keep(
    context: TenantContext,
    keys: TenantKeys,
    input: CreateUserInput,
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
      const person = input.person ?? undefined;
      await this.store.notePerson(
        transaction,
        user.username,
        person === undefined ? undefined : plainLine(person, 200, 'input.person'),
      );
      return {
        answer: user,
        subject: { kind: 'user', id: user.id },
        after: { username: masked, roles: user.roles, status: user.status },
      };
    });
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
