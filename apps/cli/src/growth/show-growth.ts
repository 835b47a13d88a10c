import {
  Fault,
  formatMinor,
  parseBusinessDate,
  parseInstant,
  parseMinor,
  parseMoney,
  type BusinessDate,
} from '@fanxing/kernel';
import {
  drawGrowth,
  limitGrowth,
  parseGrowthRule,
  type GrowthRule,
  type KnownPayers,
  type LimitGrowth,
  type LimitRaise,
  type Receipt,
} from '@fanxing/risk-growth';
import { orBadInput } from '../bad-input.js';
import { CliError } from '../cli-error.js';
import { readLines } from '../indicators/read-lines.js';
import { writeText } from '../network/write-text.js';
import { printJson, printLine } from '../output.js';
import { parseObject, readText } from '../strategy/read-file.js';

export interface GrowthOptions {
  readonly receipts: string;
  readonly rule: string;
  readonly limit: string;
  readonly since: BusinessDate;
  readonly on: BusinessDate;
  readonly payers?: string;
  readonly draw?: string;
  readonly json?: true;
}

/** Prints how a limit has grown with the customers in a file of payments. */
export async function showGrowth(options: GrowthOptions): Promise<void> {
  const { receipts: file, limit, since, on, draw, json } = options;
  const written = parseObject(await readText(options.rule), options.rule);
  const rule = orBadInput(options.rule, () => parseGrowthRule(written));
  const start = {
    limitMinor: orBadInput('--limit', () => parseMinor(limit, rule.currency)),
    on: since,
  };
  const known = options.payers === undefined ? {} : await readPayers(options.payers);
  const receipts: Receipt[] = [];
  for await (const { text, where } of readLines(file)) {
    const fields = parseObject(text, where);
    receipts.push(orBadInput(where, () => receiptOf(fields)));
  }
  const growth = orBadInput(file, () => limitGrowth(rule, start, receipts, on, known));
  if (draw !== undefined) await writeText(draw, [drawGrowth(growth, rule, start)]);
  if (json) return printJson(shownGrowth(growth, rule));
  printGrowth(growth, rule);
}

function receiptOf(fields: Record<string, unknown>): Receipt {
  const text = (name: string): string => {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new Fault('INPUT_INVALID', { problem: `a payment needs "${name}" as text` }, name);
  };
  const { minor, currency } = parseMoney(text('amount'), text('currency'), 'amount');
  if (minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'amount');
  return {
    id: text('id'),
    at: parseInstant(text('at'), 'at'),
    ...(fields['knownAt'] === undefined || fields['knownAt'] === null
      ? {}
      : { knownAt: parseInstant(text('knownAt'), 'knownAt') }),
    payer: text('payer'),
    amountMinor: minor,
    currency,
    channel: text('channel'),
  };
}

async function readPayers(file: string): Promise<KnownPayers> {
  const { ownAccounts = [], ringMembers = {} } = parseObject(await readText(file), file);
  if (!Array.isArray(ownAccounts) || typeof ringMembers !== 'object' || ringMembers === null)
    throw new CliError(3, 'PAYERS_MALFORMED', 'it names no payers', file, 'see --help for its shape');
  const found = Object.entries(ringMembers).map(
    ([payer, on]) =>
      [payer, orBadInput(file, () => parseBusinessDate(String(on), `ringMembers.${payer}`))] as const,
  );
  return { ownAccounts: new Set(ownAccounts.map(String)), ringMembers: new Map(found) };
}

function shownGrowth(growth: LimitGrowth, { currency }: GrowthRule) {
  const amount = (minor: bigint): string => formatMinor(minor, currency);
  const raise = ({ on, customers, raiseMinor, limitMinor, cutMinor }: LimitRaise) => ({
    on,
    customers,
    raise: amount(raiseMinor),
    limit: amount(limitMinor),
    cut: amount(cutMinor),
  });
  return {
    on: growth.on,
    currency,
    limit: amount(growth.limitMinor),
    today: growth.today,
    next: raise(growth.next),
    withTenMore: raise(growth.withTenMore),
    suspect: amount(growth.suspectMinor),
    raises: growth.raises.map(raise),
  };
}

function printGrowth(growth: LimitGrowth, rule: GrowthRule): void {
  const { limit, currency, today, next, withTenMore, suspect, raises } = shownGrowth(growth, rule);
  printLine(`limit ${limit} ${currency} on ${growth.on}, ${today.customers} customers today`);
  for (const [reason, count] of Object.entries(today.uncounted))
    if (count > 0) printLine(`  not counted today, ${reason}: ${count}`);
  printLine(`next raise on ${next.on}: ${next.raise} by ${next.customers} customers, to ${next.limit}`);
  printLine(`with ten more customers: ${withTenMore.raise}, to ${withTenMore.limit}`);
  if (growth.suspectMinor > 0n) printLine(`brought by members of rings found later: ${suspect}`);
  for (const { on, customers, raise, limit: after } of raises)
    printLine(
      `${on}  ${String(customers).padStart(6)} customers  +${raise.padStart(12)}  ${after.padStart(14)}`,
    );
}
