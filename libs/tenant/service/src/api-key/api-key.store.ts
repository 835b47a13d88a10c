import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan, Not } from 'typeorm';
import { fromEpochMs, toEpochMs, type Id, type Instant } from '@fanxing/kernel';
import type { BearerSecret, SecretHolder } from '@fanxing/runtime/caller';
import { keysetOf, ServiceDatabase, type Page, type TenantTransaction } from '@fanxing/runtime/database';
import type { Permission, Role, TenantContext } from '@fanxing/runtime/identity';
import { ApiKeyEntity, ApiKeySecretEntity } from './api-key.entity.js';
import type { ApiKey } from './api-key.js';

interface HolderRow extends Record<string, unknown> {
  readonly id: string;
  readonly roles: Role[];
  readonly scopes: Permission[];
  readonly addresses: string[] | null;
  readonly ends_at_ms: string;
}

@Injectable()
export class ApiKeyStore {
  constructor(private readonly database: ServiceDatabase) {}

  async insert(transaction: TenantTransaction, key: ApiKey, secret: BearerSecret): Promise<void> {
    const { status: _, roles, scopes, addresses, ...row } = key;
    await transaction.manager.insert(ApiKeyEntity, {
      ...scopeOf(transaction),
      ...row,
      roles: [...roles],
      scopes: [...scopes],
      addresses: addresses && [...addresses],
    });
    await this.addSecret(transaction, key, secret);
  }

  async find(
    transaction: TenantTransaction,
    id: Id<'apiKey'>,
    now: Instant,
    isToChange = false,
  ): Promise<ApiKey | undefined> {
    const row = await transaction.manager.findOne(ApiKeyEntity, {
      where: { ...scopeOf(transaction), id },
      ...(isToChange && { lock: { mode: 'pessimistic_write' as const } }),
    });
    return row ? apiKeyIn(row, now) : undefined;
  }

  async list(transaction: TenantTransaction, page: Page, now: Instant): Promise<ApiKey[]> {
    const { where, ...rest } = keysetOf(page);
    const rows = await transaction.manager.find(ApiKeyEntity, {
      ...rest,
      where: { ...scopeOf(transaction), ...where },
    });
    return rows.map((row) => apiKeyIn(row, now));
  }

  /** The newest secret stays good until `oldEndsAt`; one that was still good beside it ends at once. */
  async replaceSecret(
    transaction: TenantTransaction,
    key: ApiKey,
    secret: BearerSecret,
    oldEndsAt: Instant,
  ): Promise<void> {
    const ofKey = { ...scopeOf(transaction), apiKeyId: key.id };
    const newest = { ...ofKey, endsAt: new Date(key.expiresAt) };
    await transaction.manager.delete(ApiKeySecretEntity, { ...ofKey, endsAt: Not(newest.endsAt) });
    await transaction.manager.update(ApiKeySecretEntity, newest, { endsAt: new Date(oldEndsAt) });
    await this.addSecret(transaction, key, secret);
    await transaction.manager.update(
      ApiKeyEntity,
      { ...scopeOf(transaction), id: key.id },
      { prefix: secret.prefix },
    );
  }

  async revoke(transaction: TenantTransaction, id: Id<'apiKey'>, at: Instant): Promise<void> {
    const good = { ...scopeOf(transaction), id, revokedAt: IsNull() };
    await transaction.manager.update(ApiKeyEntity, good, { revokedAt: new Date(at) });
  }

  async countGood(transaction: TenantTransaction, now: Instant): Promise<number> {
    return transaction.manager.countBy(ApiKeyEntity, {
      ...scopeOf(transaction),
      revokedAt: IsNull(),
      expiresAt: MoreThan(new Date(now)),
    });
  }

  async holder(
    context: TenantContext,
    sha256: string,
    at: Instant,
    isUse: boolean,
  ): Promise<SecretHolder | null> {
    const [row] = await this.database.call<HolderRow>(context, 'tenant.api_key_holder', [sha256, at, isUse]);
    if (!row) return null;
    const { id, roles, scopes, addresses, ends_at_ms: endsAtMs } = row;
    return { actor: { kind: 'client', id }, roles, scopes, addresses, endsAtMs: Number(endsAtMs) };
  }

  private async addSecret(
    transaction: TenantTransaction,
    key: ApiKey,
    { sha256 }: BearerSecret,
  ): Promise<void> {
    const endsAt = new Date(key.expiresAt);
    await transaction.manager.insert(ApiKeySecretEntity, {
      ...scopeOf(transaction),
      sha256,
      apiKeyId: key.id,
      endsAt,
    });
  }
}

function scopeOf({ context }: TenantTransaction): { tenantId: string; environment: string } {
  return { tenantId: context.tenantId, environment: context.environment };
}

function apiKeyIn(row: ApiKeyEntity, now: Instant): ApiKey {
  const { id, name, prefix, roles, scopes, addresses, expiresAt, lastUsedAt, createdAt, createdBy } = row;
  const isOver = expiresAt.getTime() <= toEpochMs(now);
  return {
    id: id as Id<'apiKey'>,
    name,
    prefix,
    roles,
    scopes,
    addresses,
    status: row.revokedAt ? 'REVOKED' : isOver ? 'EXPIRED' : 'ACTIVE',
    expiresAt: fromEpochMs(expiresAt.getTime()),
    lastUsedAt: lastUsedAt && fromEpochMs(lastUsedAt.getTime()),
    createdAt: fromEpochMs(createdAt.getTime()),
    createdBy,
  };
}
