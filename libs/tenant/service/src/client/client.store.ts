import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { fromEpochMs, toEpochMs, type Id, type Instant } from '@fanxing/kernel';
import type { Page, TenantTransaction } from '@fanxing/runtime/database';
import { keysetOf } from '@fanxing/runtime/database';
import { ClientEntity } from './client.entity.js';
import type { Client } from './client.js';

/** Longer than the identity provider may take for all that it is asked. */
const claimMs = 60_000;

export interface NewClientRow extends Client {
  readonly createdBy: string;
  readonly createdAt: Instant;
}

@Injectable()
export class ClientStore {
  async insert(transaction: TenantTransaction, client: NewClientRow): Promise<void> {
    const { id, name, roles, status, authentication, createdBy, createdAt } = client;
    await transaction.manager.insert(ClientEntity, {
      ...scopeOf(transaction),
      id,
      name,
      roles: [...roles],
      status,
      authentication,
      createdBy,
      createdAt,
    });
  }

  async find(transaction: TenantTransaction, id: Id<'client'>): Promise<Client | undefined> {
    const row = await transaction.manager.findOneBy(ClientEntity, { ...scopeOf(transaction), id });
    return row ? clientIn(row) : undefined;
  }

  async list(transaction: TenantTransaction, page: Page): Promise<Client[]> {
    const { where, ...rest } = keysetOf(page);
    const rows = await transaction.manager.find(ClientEntity, {
      ...rest,
      where: { ...scopeOf(transaction), ...where },
    });
    return rows.map(clientIn);
  }

  /** The program, for a change: whoever changes the same account at the same time waits. */
  async lock(transaction: TenantTransaction, id: Id<'client'>): Promise<Client | undefined> {
    const row = await transaction.manager.findOne(ClientEntity, {
      where: { ...scopeOf(transaction), id },
      lock: { mode: 'pessimistic_write' },
    });
    return row ? clientIn(row) : undefined;
  }

  /** Whether it is closed from now on; tokens made up to now are void either way. */
  async setStatus(
    transaction: TenantTransaction,
    { id, status }: Client,
    tokensFrom: Instant,
  ): Promise<void> {
    const change = { status, tokensFrom: new Date(tokensFrom) };
    await transaction.manager.update(ClientEntity, { ...scopeOf(transaction), id }, change);
  }

  async isActive(transaction: TenantTransaction, id: Id<'client'>): Promise<boolean> {
    return transaction.manager.existsBy(ClientEntity, { ...scopeOf(transaction), id, status: 'ACTIVE' });
  }

  /** Takes the right to tell the identity provider of a client. Answers false while another request has it. */
  async claim(transaction: TenantTransaction, id: Id<'client'>, now: Instant): Promise<boolean> {
    const pending = { ...scopeOf(transaction), id, status: 'PENDING' as const };
    const claimedUntil = fromEpochMs(toEpochMs(now) + claimMs);
    for (const free of [IsNull(), LessThan(new Date(now))]) {
      const taken = await transaction.manager.update(
        ClientEntity,
        { ...pending, claimedUntil: free },
        { claimedUntil },
      );
      if (taken.affected === 1) return true;
    }
    return false;
  }

  /** Gives the claim back; the client is known to the identity provider now, or it is not. */
  async release(
    transaction: TenantTransaction,
    id: Id<'client'>,
    status: 'PENDING' | 'ACTIVE',
  ): Promise<void> {
    await transaction.manager.update(
      ClientEntity,
      { ...scopeOf(transaction), id, status: 'PENDING' },
      { status, claimedUntil: null },
    );
  }
}

function scopeOf({ context }: TenantTransaction): { tenantId: string; environment: string } {
  return { tenantId: context.tenantId, environment: context.environment };
}

function clientIn({ id, name, roles, status, authentication }: ClientEntity): Client {
  const clientId = id as Id<'client'>;
  return { id: clientId, clientId, name, roles, status, authentication };
}
