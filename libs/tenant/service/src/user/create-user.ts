import { Injectable } from '@nestjs/common';
import { masked } from '@fanxing/runtime/command';
import { KeycloakAdmin, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { FourEyes } from '@fanxing/runtime/caller';
import { PersonIndex } from '../account/person-index.js';
import type { CreateUserInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { ReadActiveTenant } from '../tenant/read-active-tenant.js';
import { KeepUser, type UserToKeep } from './keep-user.js';
import type { User } from './user.js';

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
    private readonly readActiveTenant: ReadActiveTenant,
    private readonly fourEyes: FourEyes,
    private readonly personIndex: PersonIndex,
    private readonly keepUser: KeepUser,
    private readonly keycloakAdmin: KeycloakAdmin,
  ) {}

  async run(context: TenantContext, input: CreateUserInput): Promise<CreatedUser> {
    const { user, password } = await this.tell(context, input);
    const active: User = { ...user, status: 'ACTIVE' };
    if (password === undefined) return { user: active, temporaryPassword: null };
    const first = await this.keepUser.activate(context, user.id);
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
    const toKeep = await this.withoutNumber(context, input);
    const shown = { ...input, ...(input.person && { person: masked }) };
    await this.fourEyes.mustBeApproved(context, 'createUser', toKeep, shown);
    const user = await this.keepUser.keep(context, toKeep, slug);
    const password = await this.keepUser.pendingPassword(context, user.id);
    if (password === undefined) return { user, password };
    const { username, roles } = user;
    const { tenantId, environment } = context;
    await this.keycloakAdmin.createUser({ username, password, roles, tenantId, environment });
    return { user, password };
  }

  /** The request as it is kept and compared: a digest of it with a staff number inside could be tried out. */
  private async withoutNumber(context: TenantContext, input: CreateUserInput): Promise<UserToKeep> {
    const { person } = input;
    if (person === undefined || person === null) return input;
    const index = await this.personIndex.of(context, plainLine(person, 200, 'input.person'));
    return { ...input, person: index.toString('hex') };
  }
}
