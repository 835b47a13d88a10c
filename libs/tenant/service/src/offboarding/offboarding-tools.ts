import type { Id } from '@fanxing/kernel';
import type { AnchorBook } from '@fanxing/runtime/audit';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext } from '@fanxing/runtime/identity';
import type { TenantKeeper } from '@fanxing/runtime/tenant-data';

/** With what a tenant's data are handed out, moved and erased; a process without it does none of these. */
export class OffboardingTools {
  constructor(
    /** Of the shared database. */
    readonly keeper: TenantKeeper,
    /** Where exports are put. */
    readonly folder: string,
    /** Whose key signs certificates. */
    readonly anchors: AnchorBook,
  ) {}

  /** Works with the keeper of the database where the tenant is: the shared one, or its own. */
  async whereIs<Result>(
    database: ServiceDatabase,
    tenantId: Id<'tenant'>,
    work: (keeper: TenantKeeper) => Promise<Result>,
  ): Promise<Result> {
    const name = await database.ownDatabaseOf(systemContext(tenantId, 'live', 'keeper'));
    if (name === undefined) return work(this.keeper);
    const own = this.keeper.inDatabase(name);
    try {
      return await work(own);
    } finally {
      await own.close();
    }
  }
}
