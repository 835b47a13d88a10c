import { Injectable } from '@nestjs/common';
import { ArrayContains } from 'typeorm';
import type { Id, Instant } from '@fanxing/kernel';
import type { Page, TenantTransaction } from '@fanxing/runtime/database';
import { keysetOf } from '@fanxing/runtime/database';
import type { PersonKept } from '../account/person-index.js';
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

  /** The person, for a change: whoever changes the same account at the same time waits. */
  async lock(transaction: TenantTransaction, id: Id<'user'>): Promise<User | undefined> {
    const row = await transaction.manager.findOne(UserEntity, {
      where: { ...scopeOf(transaction), id },
      lock: { mode: 'pessimistic_write' },
    });
    return row ? userIn(row) : undefined;
  }

  /** How many owners can sign in. They are locked in one order, so that two who go at once do not both leave. */
  async lockOwners(transaction: TenantTransaction): Promise<readonly Id<'user'>[]> {
    const rows = await transaction.manager.find(UserEntity, {
      where: { ...scopeOf(transaction), status: 'ACTIVE', roles: ArrayContains(['owner']) },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return rows.map(({ id }) => id as Id<'user'>);
  }

  async update(transaction: TenantTransaction, { id, roles, status }: User): Promise<void> {
    const change = { roles: [...roles], status };
    await transaction.manager.update(UserEntity, { ...scopeOf(transaction), id }, change);
  }

  /** Tokens that were made up to then are void. */
  async endTokens(transaction: TenantTransaction, id: Id<'user'>, at: Instant): Promise<void> {
    const tokensFrom = new Date(at);
    await transaction.manager.update(UserEntity, { ...scopeOf(transaction), id }, { tokensFrom });
  }

  /** What is known of whose the account of a name is, by itself or by its namesake in the other environment. */
  async knownPersons(transaction: TenantTransaction, username: string): Promise<PersonKept[]> {
    const { tenantId, environment } = transaction.context;
    return transaction.query<PersonKept & Record<string, unknown>>(
      'read known person',
      'SELECT * FROM tenant.known_person($1, $2, $3)',
      [tenantId, environment, username],
    );
  }

  /** Says whose the account of a name is, and its namesake in the other environment. */
  async notePerson(transaction: TenantTransaction, username: string, index: Buffer): Promise<void> {
    const { tenantId, environment } = transaction.context;
    await transaction.query('note person', 'SELECT tenant.note_person($1, $2, $3, $4)', [
      tenantId,
      environment,
      username,
      index,
    ]);
  }

  /** Some of the accounts whose person still stands as a digest without a key. */
  async digests(transaction: TenantTransaction, limit: number): Promise<{ id: string; digest: string }[]> {
    const { tenantId, environment } = transaction.context;
    return transaction.query(
      'lock digests of persons',
      `SELECT id, person AS digest FROM tenant.user
       WHERE tenant_id = $1 AND environment = $2 AND person IS NOT NULL ORDER BY id LIMIT $3 FOR UPDATE`,
      [tenantId, environment, limit],
    );
  }

  async setPerson(transaction: TenantTransaction, id: string, index: Buffer): Promise<void> {
    const { tenantId, environment } = transaction.context;
    await transaction.query(
      'write index of person',
      `UPDATE tenant.user SET person_index = $4, person = NULL WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
      [tenantId, environment, id, index],
    );
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
