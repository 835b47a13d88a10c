import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock, type Id } from '@fanxing/kernel';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
  type TenantTransaction,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { BreakGlass } from './break-glass.js';
import { BreakGlassStore } from './break-glass.store.js';

@Injectable()
export class ReadBreakGlass {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: BreakGlassStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** For `node`. Fails with NOT_FOUND. */
  async run(context: TenantContext, idText: string): Promise<BreakGlass> {
    mustBeAllowedTo(context, 'break-glass:read');
    return this.existing(context, idText);
  }

  /** For use cases that have asked who may. Fails with NOT_FOUND. */
  async existing(context: TenantContext, idText: string): Promise<BreakGlass> {
    const id = parseId('breakGlass', idText, 'input.breakGlassId');
    const found = await this.database.transaction(context, (transaction) =>
      this.store.find(transaction, id, this.clock.now()),
    );
    return shown(found, id);
  }

  async locked(transaction: TenantTransaction, id: Id<'breakGlass'>): Promise<BreakGlass> {
    return shown(await this.store.find(transaction, id, this.clock.now(), true), id);
  }

  async page(context: TenantContext, input: PageArguments): Promise<Connection<BreakGlass>> {
    mustBeAllowedTo(context, 'break-glass:read');
    const page = parsePage(input, context, 'breakGlassAccesses');
    return this.database.transaction(context, async (transaction) =>
      connectionOf(page, await this.store.list(transaction, page, this.clock.now())),
    );
  }
}

function shown(access: BreakGlass | undefined, id: Id<'breakGlass'>): BreakGlass {
  if (access) return access;
  throw new Fault('NOT_FOUND', { what: 'access', id });
}
