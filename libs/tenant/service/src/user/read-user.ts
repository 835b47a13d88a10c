import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { User } from './user.js';
import { UserStore } from './user.store.js';

@Injectable()
export class ReadUser {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: UserStore,
  ) {}

  /** Fails with NOT_FOUND. */
  async run(context: TenantContext, idText: string): Promise<User> {
    mustBeAllowedTo(context, 'user:create');
    const id = parseId('user', idText, 'id');
    const user = await this.database.transaction(context, (transaction) => this.store.find(transaction, id));
    if (!user) throw new Fault('NOT_FOUND', { what: 'user', id }, 'id');
    return user;
  }

  async page(context: TenantContext, input: PageArguments): Promise<Connection<User>> {
    mustBeAllowedTo(context, 'user:create');
    const page = parsePage(input, context, 'users');
    return this.database.transaction(context, async (transaction) =>
      connectionOf(page, await this.store.list(transaction, page)),
    );
  }
}
