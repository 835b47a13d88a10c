import { createHash } from 'node:crypto';
import type { BusinessDate } from '@fanxing/kernel';
import type { MatchKind } from '@fanxing/ledger-domain';
import { connectionOf, parsePage, type Connection, type PageArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { MoneyView } from '../application/application.view.js';
import { moneyIn } from '../loan/schedule.view.js';
import type { StatementRow } from './bank-statement.store.js';
import type { ReconciledItem, ReconciledStatement } from './reconcile-statement.js';
import type { ResolutionRow } from './resolution.store.js';

export interface ItemView {
  readonly id: string;
  readonly key: string;
  readonly kind: MatchKind;
  readonly reference: string;
  readonly differences: readonly string[];
  readonly line: number | null;
  readonly bankAmount: MoneyView | null;
  readonly bankBookedOn: BusinessDate | null;
  readonly booksAmount: MoneyView | null;
  readonly booksBookedOn: BusinessDate | null;
  readonly booksStatus: string | null;
  readonly entryIds: readonly string[];
  readonly resolutions: readonly ResolutionRow[];
}

export interface ReconciliationView {
  readonly statement: StatementRow;
  readonly matched: number;
  readonly missingHere: number;
  readonly missingThere: number;
  readonly different: number;
  readonly duplicates: number;
  readonly open: number;
  /** Resolved with its own arguments; not shown as it is. */
  readonly reconciled: ReconciledStatement;
}

export function reconciliationView(reconciled: ReconciledStatement): ReconciliationView {
  const count = (kind: MatchKind): number => reconciled.items.filter((item) => item.kind === kind).length;
  return {
    statement: reconciled.statement,
    matched: count('MATCHED'),
    missingHere: count('MISSING_HERE'),
    missingThere: count('MISSING_THERE'),
    different: count('DIFFERENT'),
    duplicates: count('DUPLICATE'),
    open: reconciled.items.filter(({ isOpen }) => isOpen).length,
    reconciled,
  };
}

export interface ItemsArguments extends PageArguments {
  readonly kind?: string | null;
  readonly openOnly?: boolean | null;
}

/** A page of a reconciliation's items, which are computed and not read: the page is cut here. */
export function pageOfItems(
  context: TenantContext,
  { statement, items }: ReconciledStatement,
  given: ItemsArguments,
): Connection<ItemView> {
  const page = parsePage(given, context, `reconciliation/${statement.id}`);
  const wanted = items
    .filter(({ kind, isOpen }) => (given.kind ?? kind) === kind && (isOpen || given.openOnly !== true))
    .map((item) => ({ item, id: idOf(item) }))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .filter(({ id }) => id > (page.afterId ?? '') && (page.beforeId === null || id < page.beforeId));
  if (!page.forward) wanted.reverse();
  return connectionOf(
    page,
    wanted.slice(0, page.limit).map(({ item }) => itemView(item)),
  );
}

export function itemView(item: ReconciledItem): ItemView {
  const { line, books } = item;
  return {
    id: idOf(item),
    key: item.key,
    kind: item.kind,
    reference: item.reference,
    differences: item.differences,
    line: line?.line ?? null,
    bankAmount: line ? moneyIn(line.currency)(line.amountMinor) : null,
    bankBookedOn: line?.bookedOn ?? null,
    booksAmount: books ? moneyIn(books.currency)(books.amountMinor) : null,
    booksBookedOn: books?.bookedOn ?? null,
    booksStatus: books?.status.toUpperCase() ?? null,
    entryIds: books?.entryIds ?? [],
    resolutions: item.resolutions,
  };
}

/** Sorts as the items stand: lines by their number, then the rest by their keys' digest. In the form that a cursor holds. */
function idOf({ key, line }: Pick<ReconciledItem, 'key' | 'line'>): string {
  const place = line
    ? `0${String(line.line).padStart(25, '0')}`
    : `1${createHash('sha256').update(key).digest('hex').slice(0, 25)}`;
  return `item_${place}`;
}
