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
import type { AuditEvent, AuditFilter } from './audit-event.js';
import { AuditEventStore } from './audit-event.store.js';

/** Who did what in the caller's tenant and environment. */
@Injectable()
export class ReadAuditEvents {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: AuditEventStore,
  ) {}

  async run(
    context: TenantContext,
    filter: AuditFilter,
    input: PageArguments,
  ): Promise<Connection<AuditEvent>> {
    mustBeAllowedTo(context, 'audit:read');
    const page = parsePage(input, context, 'auditEvents');
    return this.database.transaction(context, async (transaction) =>
      connectionOf(page, await this.store.list(transaction, filter, page)),
    );
  }

  /** Asked only when the caller wants to know: on a big log it costs more than the page. */
  async count(context: TenantContext, filter: AuditFilter): Promise<number> {
    mustBeAllowedTo(context, 'audit:read');
    return this.database.transaction(context, (transaction) => this.store.count(transaction, filter));
  }

  /** Fails with NOT_FOUND. */
  async one(context: TenantContext, idText: string): Promise<AuditEvent> {
    mustBeAllowedTo(context, 'audit:read');
    const id = parseId('audit', idText, 'id');
    const event = await this.database.transaction(context, (transaction) => this.store.find(transaction, id));
    if (!event) throw new Fault('NOT_FOUND', { what: 'audit event', id }, 'id');
    return event;
  }
}
