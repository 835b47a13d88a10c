import { Injectable } from '@nestjs/common';
import { Fault, formatMinor } from '@fanxing/kernel';
import type { MonitoredLine, MonitoredLines } from '@fanxing/lending-contract';
import { ServiceDatabase, type TenantReading } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { BusinessDates } from '../day/business-date.js';
import { Neighbours } from '../neighbours.js';
import { readMonitoredLines, readMonitoredLinesOf, type MonitoredLineRow } from './monitored-line.store.js';

const atATime = 500;

/** Lines for whoever watches them. Fails with TENANT_NOT_ACTIVE: nothing is watched for a bank whose business has stopped. */
@Injectable()
export class ReadMonitoredLines {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
    private readonly neighbours: Neighbours,
  ) {}

  after(context: TenantContext, afterId: string, first: number): Promise<MonitoredLines> {
    mustBeFew(first);
    return this.read(context, (reading) => readMonitoredLines(reading, afterId, first));
  }

  ofBorrowers(context: TenantContext, borrowerIds: readonly string[]): Promise<MonitoredLines> {
    mustBeFew(borrowerIds.length);
    return this.read(context, (reading) => readMonitoredLinesOf(reading, borrowerIds));
  }

  private async read(
    context: TenantContext,
    select: (reading: TenantReading) => Promise<MonitoredLineRow[]>,
  ): Promise<MonitoredLines> {
    mustBeAllowedTo(context, 'loan:read');
    const businessDate = await this.businessDates.current(context);
    const dayBeganAt = await this.businessDates.beginningOf(context, businessDate);
    const rows = await this.database.transaction(context, select);
    const productIds = [...new Set(rows.map(({ productId }) => productId))];
    const codes = new Map(
      await Promise.all(
        productIds.map(async (id) => {
          const { productCode } = await this.neighbours.publishedTerms(context, id);
          return [id, productCode] as const;
        }),
      ),
    );
    const lines = rows.map((row) => monitoredLine(row, codes.get(row.productId) ?? '', businessDate));
    return { businessDate, dayBeganAt, lines };
  }
}

/** A line whose time is over is expired, whether or not that was written down yet. */
function monitoredLine(row: MonitoredLineRow, productCode: string, on: string): MonitoredLine {
  const { currency, terms, status, expiresOn } = row;
  const isAlive = status === 'ACTIVE' || status === 'FROZEN';
  return {
    creditLineId: row.id,
    borrowerId: row.borrowerId,
    productCode,
    status: isAlive && on >= expiresOn ? 'EXPIRED' : status,
    currency,
    limit: formatMinor(BigInt(row.limitMinor), currency),
    used: formatMinor(BigInt(row.usedMinor), currency),
    limitMin: terms.limitMin,
    limitMax: terms.limitMax,
    daysPastDue: row.daysPastDue,
    loansOpen: row.loansOpen,
  };
}

function mustBeFew(count: number): void {
  if (count < 1 || count > atATime)
    throw new Fault('INPUT_INVALID', { problem: `1 to ${atATime} at a time` });
}
