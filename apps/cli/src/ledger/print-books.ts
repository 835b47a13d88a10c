import { formatMinor } from '@fanxing/kernel';
import type { LedgerDifference } from '@fanxing/lending-service/reconciliation';
import { AlreadyTold, CliError } from '../cli-error.js';
import { green, printError, printJson, printLine } from '../output.js';
import { nameOf, type Examined, type LedgerOptions } from './ledger-database.js';

interface Checked {
  readonly holds: boolean;
  readonly differences: readonly LedgerDifference[];
}

/** Prints what a check found in each of the books, and ends with status 1 when any does not hold. */
export function printBooks<Found extends Checked>(
  options: LedgerOptions,
  examined: readonly Examined<Found>[],
  code: string,
  what: string,
  sentenceOf: (found: Found) => string,
): void {
  const [first] = examined.flatMap(({ found, ...world }) =>
    found.differences.map((difference) => ({ world, difference })),
  );
  const error =
    first &&
    new CliError(
      1,
      code,
      what,
      `${nameOf(first.world)}, ${first.difference.id}`,
      'compare with a backup and find out what wrote there',
      {
        ...first.difference,
      },
    );
  if (options.json) {
    const books = examined.map(({ found, ...world }) => ({ ...world, ...found }));
    printJson({
      holds: error === undefined,
      books,
      ...(error && { error: { code: error.code, message: error.message, details: error.details } }),
    });
  } else {
    for (const { found, ...world } of examined) {
      if (found.holds) printLine(`${green('ok')} ${nameOf(world)}: ${sentenceOf(found)}`);
      else
        for (const difference of found.differences)
          printLine(`${nameOf(world)}: ${differenceInWords(difference)}`);
    }
    if (error) printError(error, false);
  }
  if (error) throw new AlreadyTold(error.status);
}

function differenceInWords({ kind, id, currency, ledgerMinor, subLedgerMinor }: LedgerDifference): string {
  const amount = (minor: string | null): string =>
    minor === null
      ? 'nothing'
      : currency === null
        ? minor
        : `${formatMinor(BigInt(minor), currency)} ${currency}`;
  return `${kind} ${id}: books ${amount(ledgerMinor)}, loans ${amount(subLedgerMinor)}`;
}
