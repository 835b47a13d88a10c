import { Injectable } from '@nestjs/common';
import { ownNames, type DeclaredNames } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { DataName } from './data-name.js';
import { declaredIn, readDataNames } from './data-name.store.js';

/** The dictionary of data: what means the same at every bank, and what the tenant declared. */
@Injectable()
export class ReadDataNames {
  constructor(private readonly database: ServiceDatabase) {}

  /** All names, ours first. */
  async all(context: TenantContext): Promise<DataName[]> {
    mustBeAllowedTo(context, 'consent:read');
    return [...flat(ownNames(), false), ...flat(await this.declared(context), true)];
  }

  /** The tenant's own, for other services in the name of a caller whom they have let in. */
  async declared(context: TenantContext): Promise<DeclaredNames> {
    return declaredIn(await readDataNames(this.database, context));
  }
}

function flat(names: DeclaredNames, isOwn: boolean): DataName[] {
  return (['ATTRIBUTE', 'EVENT_KIND'] as const).flatMap((kind) =>
    Object.entries(names[kind]).map(([name, category]) => ({ kind, name, category, isOwn })),
  );
}
