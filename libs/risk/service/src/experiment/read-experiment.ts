import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import {
  BatchedReads,
  byId,
  byOwner,
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import {
  countArms,
  findExperiments,
  readExperiments,
  type CountedArm,
  type ExperimentFilter,
  type ExperimentRow,
} from './experiment.store.js';

export type ExperimentsQuery = PageArguments & {
  readonly [Name in keyof ExperimentFilter]?: ExperimentFilter[Name];
};

/** Reads experiments of the caller's tenant. */
@Injectable()
export class ReadExperiment {
  private readonly rows = new BatchedReads<ExperimentRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => findExperiments(transaction, ids))),
  );

  private readonly arms = new BatchedReads<CountedArm[]>(async (context, ids) =>
    byOwner(
      await this.database.transaction(context, (transaction) => countArms(transaction, ids)),
      ({ experimentId }) => experimentId,
    ),
  );

  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<ExperimentRow> {
    mustBeAllowedTo(context, 'risk:read');
    const row = await this.rows.of(context, parseId('experiment', id, 'id'));
    if (!row) throw new Fault('NOT_FOUND', { what: 'experiment', id }, 'id');
    return row;
  }

  async page(context: TenantContext, query: ExperimentsQuery): Promise<Connection<ExperimentRow>> {
    mustBeAllowedTo(context, 'risk:read');
    const page = parsePage(query, context, 'experiments');
    const { productCode = null, status = null } = query;
    const rows = await this.database.transaction(context, (transaction) =>
      readExperiments(transaction, page, { productCode, status }),
    );
    return connectionOf(page, rows);
  }

  async armsOf(context: TenantContext, { id }: Pick<ExperimentRow, 'id'>): Promise<CountedArm[]> {
    return (await this.arms.of(context, id)) ?? [];
  }
}
