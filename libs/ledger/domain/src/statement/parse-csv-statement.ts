import { parse } from 'csv-parse/sync';
import { Fault, parseBusinessDate, parseCurrency } from '@fanxing/kernel';
import {
  daysOf,
  statementAmount,
  statementBytesMax,
  statementFault,
  statementLinesMax,
  statementReference,
  type BankStatement,
  type StatementLine,
} from './bank-statement.js';

const columns = ['reference', 'bookedOn', 'amount', 'currency'];

/**
 * Reads `reference,bookedOn,amount,currency`, which has no name of its own: `reference` is the caller's for it. Fails with
 * STATEMENT_INVALID, and with the fault of a date, a currency or an amount that can not be one.
 */
export function parseCsvStatement(text: string, reference: string): BankStatement {
  if (text.length > statementBytesMax) throw statementFault('it is too large');
  const rows = readRows(text);
  const header = rows.shift()?.map((name) => name.trim()) ?? [];
  if (header.length !== columns.length || header.some((name, place) => name !== columns[place])) {
    throw statementFault(`its first line must be ${columns.join(',')}`);
  }
  if (rows.length > statementLinesMax) throw statementFault(`it has more than ${statementLinesMax} lines`);
  const lines = rows.map((row, place) => lineOf(row, place + 1));
  return {
    reference,
    account: null,
    ...daysOf(lines),
    isSigned: lines.some(({ amountMinor }) => amountMinor < 0n),
    isBalanced: null,
    lines,
  };
}

function readRows(text: string): string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true, max_record_size: 10_000 });
  } catch (error) {
    throw statementFault(`it is not CSV (${(error as { code?: string }).code ?? 'unreadable'})`);
  }
}

function lineOf(
  [reference = '', bookedOn = '', amount = '', currencyText = '']: readonly string[],
  line: number,
): StatementLine {
  try {
    const currency = parseCurrency(currencyText.trim());
    return {
      line,
      reference: statementReference(reference, line),
      bookedOn: parseBusinessDate(bookedOn.trim()),
      amountMinor: statementAmount(amount.trim(), currency),
      currency,
    };
  } catch (error) {
    if (error instanceof Fault && error.reason !== 'STATEMENT_INVALID') {
      throw statementFault(`line ${line}: ${error.reason}`);
    }
    throw error;
  }
}
