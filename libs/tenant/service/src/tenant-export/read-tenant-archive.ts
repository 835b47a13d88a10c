import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { TenantExport } from './tenant-export.js';
import { TenantExportStore } from './tenant-export.store.js';

/** How far an export has come. */
@Injectable()
export class ReadTenantArchive {
  constructor(private readonly store: TenantExportStore) {}

  /** Fails with NOT_FOUND. */
  async run(context: TenantContext, idText: string): Promise<TenantExport> {
    mustBeAllowedTo(context, 'tenant:export');
    const id = parseId('tenantExport', idText, 'id');
    const found = await this.store.inOne(context, (transaction) => this.store.find(transaction, id));
    if (!found) throw new Fault('NOT_FOUND', { what: 'tenantExport', id }, 'id');
    return found;
  }

  /** The newest first. */
  async all(context: TenantContext): Promise<TenantExport[]> {
    mustBeAllowedTo(context, 'tenant:export');
    return this.store.inOne(context, (transaction) => this.store.list(transaction));
  }
}
