import { Injectable } from '@nestjs/common';
import { Fault, parseId, type BusinessDate, type Instant } from '@fanxing/kernel';
import {
  BatchedLists,
  BatchedReads,
  byId,
  connectionOf,
  parsePage,
  parsePart,
  ServiceDatabase,
  type Connection,
  type PageArguments,
  type PartArguments,
} from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { MoneyView } from '../application/application.view.js';
import { moneyIn } from '../loan/schedule.view.js';
import {
  readCases,
  readCasesById,
  readEntries,
  type CaseRow,
  type EntryRow,
  type KeptEntryRow,
} from './collection-case.store.js';
import { readPromises, type PromiseRow } from './promise.store.js';
import { openEntry } from './sealed-entry.js';

export interface CaseFilter {
  readonly status?: string | null;
  readonly loanId?: string | null;
  readonly assignedTo?: string | null;
  readonly isUnassigned?: boolean | null;
}

/** A case as the API shows it; loan, borrower, entries and promises are resolved by its id. */
export type CaseView = CaseRow;

export interface EntryView extends Omit<EntryRow, 'borrowerId'> {
  readonly writtenAt: Instant;
}

export interface PromiseView {
  readonly id: string;
  readonly amount: MoneyView;
  readonly received: MoneyView;
  readonly dueOn: BusinessDate;
  readonly status: string;
  readonly madeOn: BusinessDate;
  readonly decidedOn: BusinessDate | null;
}

/** Reads collection cases of the caller's tenant. */
@Injectable()
export class ReadCases {
  private readonly rows = new BatchedReads<CaseRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => readCasesById(transaction, ids))),
  );
  private readonly entriesOfCases = new BatchedLists<KeptEntryRow>(
    (context, caseIds, part) =>
      this.database.transaction(context, (transaction) => readEntries(transaction, caseIds, part)),
    ({ caseId }) => caseId,
  );
  private readonly promisesOfCases = new BatchedLists<PromiseRow>(
    (context, caseIds, part) =>
      this.database.transaction(context, (transaction) => readPromises(transaction, caseIds, part)),
    ({ caseId }) => caseId,
  );

  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
  ) {}

  async byId(context: TenantContext, id: string): Promise<CaseView> {
    mustBeAllowedTo(context, 'collection-case:read');
    const wanted = parseId('collectionCase', id, 'id');
    const row = await this.rows.of(context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'collection case', id }, 'id');
    return row;
  }

  async page(context: TenantContext, page: PageArguments & CaseFilter): Promise<Connection<CaseView>> {
    mustBeAllowedTo(context, 'collection-case:read');
    const parsed = parsePage(page, context, 'collectionCases');
    const filter = {
      status: page.status ?? null,
      loanId: page.loanId ?? null,
      assignedTo: page.assignedTo ?? null,
      isUnassigned: page.isUnassigned ?? false,
    };
    const rows = await this.database.transaction(context, (transaction) =>
      readCases(transaction, parsed, filter),
    );
    return connectionOf(parsed, rows);
  }

  async entries(context: TenantContext, caseId: string, part: PartArguments): Promise<EntryView[]> {
    mustBeAllowedTo(context, 'collection-case:read');
    const rows = await this.entriesOfCases.of(context, caseId, parsePart(part));
    return this.keeper.using(context, (keys) =>
      rows.map(({ borrowerId, caseId: _, ...entry }) => ({
        ...entry,
        text: entry.text === null ? null : openEntry(keys, entry.id, borrowerId, entry.text),
      })),
    );
  }

  async promises(context: TenantContext, caseId: string, part: PartArguments): Promise<PromiseView[]> {
    mustBeAllowedTo(context, 'collection-case:read');
    const rows = await this.promisesOfCases.of(context, caseId, parsePart(part));
    return rows.map(promiseView);
  }
}

function promiseView(row: PromiseRow): PromiseView {
  const money = moneyIn(row.currency);
  return { ...row, amount: money(BigInt(row.amountMinor)), received: money(BigInt(row.receivedMinor)) };
}
