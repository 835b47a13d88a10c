import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { directoryOf } from '../tenant/directory.js';
import type { Move } from './move.js';
import { MoveStore } from './move.store.js';

/** How far a tenant's latest move has come: for the operator. */
@Injectable()
export class ReadMove {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: MoveStore,
  ) {}

  /** Fails with NOT_FOUND. */
  async run(context: TenantContext, tenantIdText: string): Promise<Move> {
    mustBeAllowedTo(context, 'tenant:move');
    const tenantId = parseId('tenant', tenantIdText, 'tenantId');
    const found = await this.database.transaction(directoryOf(context), (transaction) =>
      this.store.latest(transaction, tenantId),
    );
    if (!found) throw new Fault('NOT_FOUND', { what: 'move', id: tenantId }, 'tenantId');
    return found;
  }
}
