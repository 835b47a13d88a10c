import { Fault, parseMinor, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';

/** One movement on the account, as the bank tells it. */
export interface StatementLine {
  /** Its place in the statement, from 1. */
  readonly line: number;
  /** What the payment was ordered under: a loan's or a repayment's id, where we ordered it. */
  readonly reference: string;
  readonly bookedOn: BusinessDate;
  /** In minor units; money that leaves the account is below zero, if the statement is signed. */
  readonly amountMinor: bigint;
  readonly currency: CurrencyCode;
}

export interface BankStatement {
  /** The bank's own name for this statement. */
  readonly reference: string;
  readonly account: string | null;
  readonly from: BusinessDate;
  readonly through: BusinessDate;
  /**
   * Whether amounts tell the direction. A CSV file without any amount below zero is taken for a list of payments, whose direction is
   * that of what they refer to.
   */
  readonly isSigned: boolean;
  /** Whether the balances at the start and the end differ by exactly the lines; null when the statement does not give both. */
  readonly isBalanced: boolean | null;
  readonly lines: readonly StatementLine[];
}

/** What a statement may hold at most: it is compared as a whole. */
export const statementBytesMax = 64 * 1024 * 1024;
export const statementLinesMax = 200_000;
const referenceLengthMax = 140;

export function statementFault(problem: string): Fault {
  return new Fault('STATEMENT_INVALID', { problem }, 'input.content');
}

/** Reads an amount; zeros after the currency's last decimal do not matter. */
export function statementAmount(text: string, currency: CurrencyCode): bigint {
  return parseMinor(text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''), currency, 'input.content');
}

/** A reference as it is kept. Fails with STATEMENT_INVALID when it is missing or too long. */
export function statementReference(text: string, line: number): string {
  const reference = text.trim();
  if (reference === '' || reference.length > referenceLengthMax || /\p{Cc}/u.test(reference)) {
    throw statementFault(`line ${line} has no reference of 1 to ${referenceLengthMax} characters`);
  }
  return reference;
}

/** The days that the lines span. Fails with STATEMENT_INVALID when there is none. */
export function daysOf(lines: readonly StatementLine[]): { from: BusinessDate; through: BusinessDate } {
  const [first] = lines;
  if (!first) throw statementFault('it has no line');
  let [from, through] = [first.bookedOn, first.bookedOn];
  for (const { bookedOn } of lines) {
    if (bookedOn < from) from = bookedOn;
    if (bookedOn > through) through = bookedOn;
  }
  return { from, through };
}
