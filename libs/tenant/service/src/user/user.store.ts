import { Injectable } from '@nestjs/common';
import type { Id, Instant } from '@fanxing/kernel';
import type { Page, TenantTransaction } from '@fanxing/runtime/database';
import { keysetOf } from '@fanxing/runtime/database';
import { UserEntity } from './user.entity.js';
import type { User } from './user.js';

export interface NewUserRow extends User {
  readonly status: 'PENDING';
  readonly temporaryPassword: string;
  readonly createdBy: string;
  readonly createdAt: Instant;
}

@Injectable()
export class UserStore {
  /** Answers false when somebody has the username already. */
  async insert(transaction: TenantTransaction, user: NewUserRow): Promise<boolean> {
    const inserted = await transaction.manager
      .createQueryBuilder()
      .insert()
      .into(UserEntity)
      .values({ ...scopeOf(transaction), ...user, roles: [...user.roles] })
      .orIgnore()
      .returning('id')
      .execute();
    return inserted.raw.length === 1;
  }

  async find(transaction: TenantTransaction, id: Id<'user'>): Promise<User | undefined> {
    const row = await transaction.manager.findOneBy(UserEntity, { ...scopeOf(transaction), id });
    return row ? userIn(row) : undefined;
  }

  async list(transaction: TenantTransaction, page: Page): Promise<User[]> {
    const { where, ...rest } = keysetOf(page);
    const rows = await transaction.manager.find(UserEntity, {
      ...rest,
      where: { ...scopeOf(transaction), ...where },
    });
    return rows.map(userIn);
  }

  /** The password to tell the identity provider; undefined once it is known to have it. */
  async pendingPassword(transaction: TenantTransaction, id: Id<'user'>): Promise<string | undefined> {
    const row = await transaction.manager.findOneBy(UserEntity, {
      ...scopeOf(transaction),
      id,
      status: 'PENDING',
    });
    return row?.temporaryPassword ?? undefined;
  }

  /** Forgets the password. Answers false when another request was first, and has shown it. */
  async activate(transaction: TenantTransaction, id: Id<'user'>): Promise<boolean> {
    const updated = await transaction.manager.update(
      UserEntity,
      { ...scopeOf(transaction), id, status: 'PENDING' },
      { status: 'ACTIVE', temporaryPassword: null },
    );
    return updated.affected === 1;
  }
}

function scopeOf({ context }: TenantTransaction): { tenantId: string; environment: string } {
  return { tenantId: context.tenantId, environment: context.environment };
}

function userIn({ id, username, roles, status }: UserEntity): User {
  return { id: id as Id<'user'>, username, roles, status };
}
