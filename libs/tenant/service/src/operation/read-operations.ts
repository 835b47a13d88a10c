import { Injectable } from '@nestjs/common';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { OperationPolicy } from '../generated/schema.js';
import { OperationStore, type RegisteredOperation } from './operation.store.js';

/** The operations that a tenant has registered, and whether it runs others. */
@Injectable()
export class ReadOperations {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: OperationStore,
  ) {}

  async list(context: TenantContext): Promise<RegisteredOperation[]> {
    mustBeAllowedTo(context, 'limits:read');
    return this.database.transaction(context, (transaction) => this.store.list(transaction));
  }

  async policy(context: TenantContext): Promise<OperationPolicy> {
    mustBeAllowedTo(context, 'limits:read');
    return this.database.transaction(context, async (transaction) => ({
      registeredOnly: await this.store.registeredOnly(transaction),
    }));
  }

  /** For the gateway: the text under a hash, null when the tenant has registered none. */
  async textOf(context: TenantContext, sha256: string): Promise<string | null> {
    return /^[0-9a-f]{64}$/.test(sha256) ? this.store.textOf(context, sha256) : null;
  }
}
