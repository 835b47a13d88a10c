import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { CreateClientInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { parseTenantRoles } from '../user/tenant-roles.js';
import type { Client } from './client.js';
import { ClientStore } from './client.store.js';

/** The row of a program while it is being made: PENDING until the identity provider knows it, and one request's at a time. */
@Injectable()
export class KeepClient {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly store: ClientStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  keep(context: TenantContext, input: CreateClientInput): Promise<Client> {
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

  /** False when the identity provider knows the client already. Fails with WRITE_CONTENTION while another request is at it. */
  async claim(context: TenantContext, { id }: Client): Promise<boolean> {
    return this.database.transaction(context, async (transaction) => {
      if (await this.store.claim(transaction, id, this.clock.now())) return true;
      if (await this.store.isActive(transaction, id)) return false;
      throw new Fault('WRITE_CONTENTION');
    });
  }

  async release(context: TenantContext, { id }: Client, status: 'PENDING' | 'ACTIVE'): Promise<void> {
    await this.database.transaction(context, (transaction) => this.store.release(transaction, id, status));
  }
}
