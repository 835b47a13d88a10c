import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import type { FoundApplication } from '@fanxing/lending-contract';
import {
  BatchedReads,
  byId,
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { readApplications, readApplicationsById, type ApplicationRow } from './application.store.js';
import { applicationView, type ApplicationView } from './application.view.js';

export interface ApplicationFilter {
  readonly borrowerId?: string | null;
  readonly status?: string | null;
}

/** Reads applications of the caller's tenant. */
@Injectable()
export class ReadApplication {
  private readonly rows = new BatchedReads<ApplicationRow>(async (context, ids) =>
    byId(await readApplicationsById(this.database, context, ids)),
  );

  constructor(
    private readonly database: ServiceDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async byId(context: TenantContext, id: string): Promise<ApplicationView> {
    mustBeAllowedTo(context, 'application:read');
    const wanted = parseId('application', id, 'id');
    const row = await this.rows.of(context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'application', id }, 'id');
    return applicationView(row, this.clock.now());
  }

  /** That there is such an application, and whose. Fails with NOT_FOUND. For contract calls. */
  async found(context: TenantContext, id: string): Promise<FoundApplication> {
    const row = await this.rows.of(context, parseId('application', id, 'applicationId'));
    if (!row) throw new Fault('NOT_FOUND', { what: 'application', id }, 'applicationId');
    return { borrowerId: row.borrowerId, status: row.status, receivedAt: row.receivedAt };
  }

  async page(
    context: TenantContext,
    page: PageArguments & ApplicationFilter,
  ): Promise<Connection<ApplicationView>> {
    mustBeAllowedTo(context, 'application:read');
    const parsed = parsePage(page, context, 'applications');
    const filter = { borrowerId: page.borrowerId ?? null, status: page.status ?? null };
    const rows = await this.database.transaction(context, (transaction) =>
      readApplications(transaction, parsed, filter),
    );
    const now = this.clock.now();
    return connectionOf(
      parsed,
      rows.map((row) => applicationView(row, now)),
    );
  }
}
