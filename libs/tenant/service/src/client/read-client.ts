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
import type { Client } from './client.js';
import { ClientStore } from './client.store.js';

@Injectable()
export class ReadClient {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: ClientStore,
  ) {}

  /** Fails with NOT_FOUND. */
  async run(context: TenantContext, idText: string): Promise<Client> {
    mustBeAllowedTo(context, 'client:create');
    const id = parseId('client', idText, 'id');
    const client = await this.database.transaction(context, (transaction) =>
      this.store.find(transaction, id),
    );
    if (!client) throw new Fault('NOT_FOUND', { what: 'client', id }, 'id');
    return client;
  }

  async page(context: TenantContext, input: PageArguments): Promise<Connection<Client>> {
    mustBeAllowedTo(context, 'client:create');
    const page = parsePage(input, context, 'clients');
    return this.database.transaction(context, async (transaction) =>
      connectionOf(page, await this.store.list(transaction, page)),
    );
  }
}
