import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { Fault, formatMinor } from '@fanxing/kernel';
import {
  parseCamt053,
  parseCsvStatement,
  statementBytesMax,
  type BankStatement,
  type MatchItem,
} from '@fanxing/ledger-domain';
import { compareStatement } from '@fanxing/lending-service/reconciliation';
import { AlreadyTold, CliError, codeOf } from '../cli-error.js';
import { green, printError, printJson, printLine } from '../output.js';
import { examineBooks, nameOf, onlyOne, type ReconcileOptions } from './ledger-database.js';

/** Compares one tenant's books with a statement file. Nothing is imported: that is done through the API, by somebody who may. */
export async function compareWithBank(options: ReconcileOptions, path: string): Promise<void> {
  const statements = read(await contentOf(path), path, options.format);
  const { found: items, ...world } = onlyOne(
    await examineBooks(options, async (reading) => {
      const compared: MatchItem[] = [];
      for (const told of statements)
        compared.push(...(await compareStatement(reading, '', told, options.toleranceDays)));
      return compared;
    }),
  );
  const differing = items.filter(({ kind }) => kind !== 'MATCHED');
  const matched = items.length - differing.length;
  const [first] = differing;
  const error =
    first &&
    new CliError(
      1,
      'STATEMENT_DIFFERS',
      'the books and the bank differ',
      `${nameOf(world)}, ${first.reference}`,
      'import the statement and resolve each item',
      {
        kind: first.kind,
        reference: first.reference,
      },
    );
  if (options.json) {
    const told = error && { error: { code: error.code, message: error.message, details: error.details } };
    printJson({ holds: !error, ...world, matched, items: differing.map(itemInJson), ...told });
  } else {
    for (const item of differing) printLine(itemInWords(item));
    if (!error) printLine(`${green('ok')} ${nameOf(world)}: ${matched.toLocaleString('en')} lines match`);
    else printError(error, false);
  }
  if (error) throw new AlreadyTold(error.status);
}

async function contentOf(path: string): Promise<string> {
  try {
    const text = path === '-' ? await readAll(process.stdin) : await readFile(path, 'utf8');
    if (text.length <= statementBytesMax) return text;
  } catch (error) {
    throw new CliError(
      3,
      'STATEMENT_UNREADABLE',
      `it can not be read (${codeOf(error)})`,
      path,
      'name a statement file',
    );
  }
  throw new CliError(3, 'STATEMENT_UNREADABLE', 'it is too large', path, 'give it in parts');
}

function read(content: string, path: string, format: ReconcileOptions['format']): BankStatement[] {
  const isXml =
    format === 'camt.053' ||
    (format === undefined && (path.endsWith('.xml') || content.trimStart().startsWith('<')));
  try {
    return isXml ? parseCamt053(content) : [parseCsvStatement(content, path)];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const problem = error.details['problem'];
    const what = typeof problem === 'string' ? problem : error.reason;
    throw new CliError(3, error.reason, what, path, 'mend the file, or ask the bank for another');
  }
}

function itemInJson({ key, kind, reference, differences, line, books }: MatchItem) {
  return {
    key,
    kind,
    reference,
    differences,
    bank: line && {
      line: line.line,
      amount: formatMinor(line.amountMinor, line.currency),
      currency: line.currency,
      bookedOn: line.bookedOn,
    },
    books: books && {
      amount: formatMinor(books.amountMinor, books.currency),
      currency: books.currency,
      bookedOn: books.bookedOn,
      status: books.status,
      entryIds: books.entryIds,
    },
  };
}

function itemInWords({ kind, reference, differences, line, books }: MatchItem): string {
  const bank = line
    ? `line ${line.line}: ${formatMinor(line.amountMinor, line.currency)} ${line.currency} on ${line.bookedOn}`
    : 'not shown';
  const ours = books
    ? `${formatMinor(books.amountMinor, books.currency)} ${books.currency} on ${books.bookedOn}, ${books.status}`
    : 'nothing';
  const how = differences.length > 0 ? ` (${differences.join(', ').toLowerCase()})` : '';
  return `${kind}${how} ${reference}: bank ${bank}; books ${ours}`;
}
