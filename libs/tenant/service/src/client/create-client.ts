import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { KeycloakAdmin, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { FourEyes } from '@fanxing/runtime/caller';
import type { CreateClientInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { ReadActiveTenant } from '../tenant/read-active-tenant.js';
import { parseTenantRoles } from '../user/tenant-roles.js';
import type { Client } from './client.js';
import { ClientStore } from './client.store.js';
import { parseJwks } from './parse-jwks.js';

export interface CreatedClient {
  readonly client: Client;
  /** Null when it was shown before, and for a program with a key of its own. */
  readonly clientSecret: string | null;
}

/**
 * Makes credentials for a program: kept first, then told to the identity provider outside of the transaction.
 * Whoever repeats the request goes on where the first one was cut short; while another request is at it, the answer
 * is WRITE_CONTENTION. Fails with SERVICE_UNAVAILABLE without an identity provider.
 */
@Injectable()
export class CreateClient {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly store: ClientStore,
    private readonly readActiveTenant: ReadActiveTenant,
    private readonly keycloakAdmin: KeycloakAdmin,
    private readonly fourEyes: FourEyes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: CreateClientInput): Promise<CreatedClient> {
    mustBeAllowedTo(context, 'client:create');
    await this.readActiveTenant.run(context);
    const jwks = input.jwks ? parseJwks(input.jwks, 'input.jwks') : undefined;
    await this.fourEyes.mustBeApproved(context, 'createClient', input);
    const client = await this.keep(context, input);
    const active: Client = { ...client, status: 'ACTIVE' };
    if (!(await this.claim(context, client))) return { client: active, clientSecret: null };
    try {
      const { tenantId, environment } = context;
      const { clientSecret } = await this.keycloakAdmin.createServiceClient({
        ...client,
        tenantId,
        environment,
        ...(jwks !== undefined && { jwks }),
      });
      await this.release(context, client, 'ACTIVE');
      return { client: active, clientSecret: jwks === undefined ? clientSecret : null };
    } catch (error) {
      await this.release(context, client, 'PENDING');
      throw error;
    }
  }

  private async keep(context: TenantContext, input: CreateClientInput): Promise<Client> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'createClient',
      permission: 'client:create',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = newId('client');
      const name = plainLine(input.name, 100, 'input.name');
      const client: Client = {
        id,
        clientId: id,
        name,
        roles: parseTenantRoles(input.roles, 'input.roles'),
        status: 'PENDING',
        authentication: input.jwks ? 'PRIVATE_KEY' : 'SECRET',
      };
      await this.store.insert(transaction, {
        ...client,
        createdBy: context.actor.id,
        createdAt: this.clock.now(),
      });
      return {
        answer: client,
        subject: { kind: 'client', id },
        after: { name, roles: client.roles, authentication: client.authentication },
      };
    });
  }

  /** False when the identity provider knows the client already. */
  private async claim(context: TenantContext, { id }: Client): Promise<boolean> {
    return this.database.transaction(context, async (transaction) => {
      if (await this.store.claim(transaction, id, this.clock.now())) return true;
      if (await this.store.isActive(transaction, id)) return false;
      throw new Fault('WRITE_CONTENTION');
    });
  }

  private async release(context: TenantContext, { id }: Client, status: 'PENDING' | 'ACTIVE'): Promise<void> {
    await this.database.transaction(context, (transaction) => this.store.release(transaction, id, status));
  }
}
