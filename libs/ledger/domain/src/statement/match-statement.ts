/**
 * A bank statement beside the books. Lines and movements of the funding account meet by their reference: the books' cause. All lines
 * and all entries of one reference count together, so that a correcting entry with the same cause makes the next run match.
 */
import { daysBetween, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import type { StatementLine } from './bank-statement.js';

export type MatchKind = 'MATCHED' | 'MISSING_HERE' | 'MISSING_THERE' | 'DIFFERENT' | 'DUPLICATE';
export type DifferenceKind = 'AMOUNT' | 'CURRENCY' | 'DATE' | 'STATUS';

/** What the entries of one cause, currency and status have moved on the funding account; out is below zero. */
export interface BookMovement {
  readonly causeId: string;
  readonly currency: CurrencyCode;
  readonly amountMinor: bigint;
  readonly bookedOn: BusinessDate;
  readonly status: 'pending' | 'posted' | 'voided';
  readonly entryIds: readonly string[];
}

export interface MatchItem {
  /** Names the item within its statement, run after run. */
  readonly key: string;
  readonly kind: MatchKind;
  readonly reference: string;
  readonly differences: readonly DifferenceKind[];
  readonly line: StatementLine | null;
  /** What the books have under this reference. */
  readonly books: BookMovement | null;
  /** By how much the books would have to move in to agree; null when that is not a matter of one amount. */
  readonly correctionMinor: bigint | null;
}

export interface MatchTask {
  readonly lines: readonly StatementLine[];
  readonly movements: readonly BookMovement[];
  /** References that stand in other statements. */
  readonly elsewhere: ReadonlySet<string>;
  readonly isSigned: boolean;
  readonly from: BusinessDate;
  readonly through: BusinessDate;
  /** By how many days the bank's booking may be away from ours. */
  readonly toleranceDays: number;
}

/** Every line with what became of it, then what the bank does not show. */
export function matchStatement(task: MatchTask): MatchItem[] {
  const books = groupedBy(task.movements, ({ causeId }) => causeId);
  const groups = groupedBy(task.lines, ({ reference }) => reference);
  const items = [...groups].flatMap(([reference, lines]) =>
    matchGroup(task, lines, books.get(reference) ?? []),
  );
  items.sort((one, other) => (one.line?.line ?? 0) - (other.line?.line ?? 0));
  const currencies = new Set(task.lines.map(({ currency }) => currency));
  const missing = task.movements
    .filter(
      ({ causeId, status, amountMinor, bookedOn, currency }) =>
        status === 'posted' &&
        amountMinor !== 0n &&
        bookedOn >= task.from &&
        bookedOn <= task.through &&
        currencies.has(currency) &&
        !groups.has(causeId) &&
        !task.elsewhere.has(causeId),
    )
    .map((movement) => itemOf('MISSING_THERE', null, movement, [], -movement.amountMinor));
  return [...items, ...missing];
}

/** The lines of one reference against what the books have under it. */
function matchGroup(
  task: MatchTask,
  lines: readonly StatementLine[],
  found: readonly BookMovement[],
): MatchItem[] {
  const distinct = [
    ...new Map(lines.toReversed().map((line) => [sameness(line), line])).values(),
  ].toReversed();
  const [first] = distinct;
  if (!first) return [];
  const isDistinct = new Set(distinct);
  const posted = found.filter(({ status, amountMinor }) => status === 'posted' && amountMinor !== 0n);
  const movement =
    posted.find(({ currency }) => currency === first.currency) ??
    posted[0] ??
    found.find(({ status }) => status === 'pending');
  if (!movement) {
    const voided = found.find(({ status }) => status === 'voided') ?? null;
    return lines.map((line) =>
      isDistinct.has(line)
        ? itemOf('MISSING_HERE', line, voided, [], task.isSigned ? line.amountMinor : null)
        : duplicate(task, line, voided),
    );
  }
  const amountOf = (some: readonly StatementLine[]): bigint =>
    directed(task, sumOf(some), movement.amountMinor);
  const hasBoth = lines.length > distinct.length && amountOf(lines) === movement.amountMinor;
  const counted = hasBoth ? lines : distinct;
  const differences = differencesOf(task, counted, movement, amountOf(counted));
  return lines.map((line) => {
    if (counted === distinct && !isDistinct.has(line)) return duplicate(task, line, movement);
    if (differences.length === 0) return itemOf('MATCHED', line, movement, [], 0n);
    const isOneAmount =
      differences.every((kind) => kind === 'AMOUNT' || kind === 'DATE') && counted[0] === line;
    return itemOf(
      'DIFFERENT',
      line,
      movement,
      differences,
      isOneAmount ? amountOf(counted) - movement.amountMinor : null,
    );
  });
}

function differencesOf(
  { toleranceDays }: MatchTask,
  lines: readonly StatementLine[],
  movement: BookMovement,
  amountMinor: bigint,
): DifferenceKind[] {
  const differences: DifferenceKind[] = [];
  if (movement.status === 'pending') differences.push('STATUS');
  if (amountMinor !== movement.amountMinor) differences.push('AMOUNT');
  if (lines.some(({ currency }) => currency !== movement.currency)) differences.push('CURRENCY');
  const isNear = ({ bookedOn }: StatementLine) =>
    Math.abs(daysBetween(bookedOn, movement.bookedOn)) <= toleranceDays;
  if (movement.status === 'posted' && !lines.some(isNear)) differences.push('DATE');
  return differences;
}

/** An amount without a sign goes the way that the books' does. */
function directed({ isSigned }: MatchTask, amountMinor: bigint, like: bigint): bigint {
  return isSigned || like > 0n ? amountMinor : -amountMinor;
}

function duplicate(task: MatchTask, line: StatementLine, movement: BookMovement | null): MatchItem {
  const correction = movement ? directed(task, line.amountMinor, movement.amountMinor) : null;
  return itemOf('DUPLICATE', line, movement, [], correction);
}

function itemOf(
  kind: MatchKind,
  line: StatementLine | null,
  books: BookMovement | null,
  differences: readonly DifferenceKind[],
  correctionMinor: bigint | null,
): MatchItem {
  const reference = line?.reference ?? books?.causeId ?? '';
  const key = line ? `line/${line.line}` : `missing/${reference}/${books?.currency ?? ''}`;
  return { key, kind, reference, differences, line, books, correctionMinor };
}

/** Lines of one reference that are alike in this are the same movement told twice. */
function sameness({ amountMinor, currency }: StatementLine): string {
  return `${amountMinor} ${currency}`;
}

function sumOf(lines: readonly StatementLine[]): bigint {
  return lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function groupedBy<T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group) group.push(thing);
    else groups.set(keyOf(thing), [thing]);
  }
  return groups;
}
