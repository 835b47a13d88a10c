import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { ApiKey } from './api-key.js';
import { ApiKeyStore } from './api-key.store.js';

@Injectable()
export class ReadApiKey {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: ApiKeyStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Fails with NOT_FOUND. */
  async run(context: TenantContext, idText: string): Promise<ApiKey> {
    mustBeAllowedTo(context, 'api-key:manage');
    const id = parseId('apiKey', idText, 'id');
    const found = await this.database.transaction(context, (transaction) =>
      this.store.find(transaction, id, this.clock.now()),
    );
    if (!found) throw new Fault('NOT_FOUND', { what: 'API key', id }, 'id');
    return found;
  }

  async page(context: TenantContext, input: PageArguments): Promise<Connection<ApiKey>> {
    mustBeAllowedTo(context, 'api-key:manage');
    const page = parsePage(input, context, 'apiKeys');
    return this.database.transaction(context, async (transaction) =>
      connectionOf(page, await this.store.list(transaction, page, this.clock.now())),
    );
  }
}
