import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
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
import { findBacktests, readBacktests, type BacktestRow } from './backtest.store.js';
import { readSwaps, type SwapRow, type SwapSet } from './swap.store.js';

export interface BacktestsQuery extends PageArguments {
  readonly productCode?: string | null;
}

export interface SwapsQuery extends PageArguments {
  readonly swap: SwapSet;
}

/** Reads backtests of the caller's tenant. */
@Injectable()
export class ReadBacktest {
  private readonly rows = new BatchedReads<BacktestRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => findBacktests(transaction, ids))),
  );

  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<BacktestRow> {
    mustBeAllowedTo(context, 'risk:read');
    const row = await this.rows.of(context, parseId('backtest', id, 'id'));
    if (!row) throw new Fault('NOT_FOUND', { what: 'backtest', id }, 'id');
    return row;
  }

  async page(context: TenantContext, query: BacktestsQuery): Promise<Connection<BacktestRow>> {
    mustBeAllowedTo(context, 'risk:read');
    const page = parsePage(query, context, 'backtests');
    const rows = await this.database.transaction(context, (transaction) =>
      readBacktests(transaction, page, query.productCode ?? null),
    );
    return connectionOf(page, rows);
  }

  async swapsOf(context: TenantContext, id: string, query: SwapsQuery): Promise<Connection<SwapRow>> {
    mustBeAllowedTo(context, 'risk:read');
    const page = parsePage(query, context, `backtest/${id}/${query.swap}`);
    const rows = await this.database.transaction(context, (transaction) =>
      readSwaps(transaction, id, query.swap, page),
    );
    return connectionOf(page, rows);
  }
}
