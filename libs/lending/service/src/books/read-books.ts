import { Injectable } from '@nestjs/common';
import { parseBusinessDate, parseInstant } from '@fanxing/kernel';
import {
  readAccounts,
  readJournalEntries,
  readTrialBalance,
  type AccountSums,
  type EntryRow,
  type Moment,
} from '@fanxing/ledger-store';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { MoneyView } from '../application/application.view.js';
import { moneyIn } from '../loan/schedule.view.js';
import { accountView, type LedgerAccountView } from './open-ledger-account.js';

export interface TrialBalanceView {
  readonly entries: number;
  readonly balanced: boolean;
  readonly accounts: readonly AccountBalanceView[];
}

export interface AccountBalanceView {
  readonly code: string;
  readonly name: string;
  readonly debit: MoneyView;
  readonly credit: MoneyView;
  readonly balance: MoneyView;
}

/** Reads the tenant's own books. */
@Injectable()
export class ReadBooks {
  constructor(private readonly database: ServiceDatabase) {}

  async trialBalance(context: TenantContext, given: GivenMoment): Promise<TrialBalanceView> {
    mustBeAllowedTo(context, 'ledger:read');
    const moment = momentOf(given);
    const { entries, accounts } = await this.database.transaction(context, (transaction) =>
      readTrialBalance(transaction, moment),
    );
    return { entries, balanced: isBalanced(accounts), accounts: accounts.map(balanceView) };
  }

  async accounts(context: TenantContext): Promise<LedgerAccountView[]> {
    mustBeAllowedTo(context, 'ledger:read');
    return (await this.database.transaction(context, readAccounts)).map(accountView);
  }

  async journalEntries(
    context: TenantContext,
    page: PageArguments & { causeId?: string | null },
  ): Promise<Connection<JournalEntryView>> {
    mustBeAllowedTo(context, 'ledger:read');
    const parsed = parsePage(page, context, 'journalEntries');
    const rows = await this.database.transaction(context, (transaction) =>
      readJournalEntries(transaction, parsed, page.causeId ?? null),
    );
    return connectionOf(parsed, rows.map(entryView));
  }
}

export interface PostingView {
  readonly accountCode: string;
  readonly side: string;
  readonly amount: MoneyView;
}

export interface JournalEntryView {
  readonly id: string;
  readonly status: string;
  readonly bookedOn: string;
  readonly valueOn: string | null;
  readonly description: string | null;
  readonly reversesId: string | null;
  readonly reversedById: string | null;
  readonly causeType: string;
  readonly causeId: string;
  readonly postings: readonly PostingView[];
}

export interface GivenMoment {
  readonly asOf?: string | null;
  readonly knownAt?: string | null;
}

export function momentOf({ asOf, knownAt }: GivenMoment): Moment {
  return {
    bookedThrough: asOf ? parseBusinessDate(asOf, 'asOf') : null,
    knownAt: knownAt ? parseInstant(knownAt, 'knownAt') : null,
  };
}

export function isBalanced(accounts: readonly AccountSums[]): boolean {
  const differences = new Map<string, bigint>();
  for (const { currency, debitMinor, creditMinor } of accounts) {
    differences.set(currency, (differences.get(currency) ?? 0n) + debitMinor - creditMinor);
  }
  return [...differences.values()].every((difference) => difference === 0n);
}

export function balanceView({
  code,
  name,
  currency,
  debitMinor,
  creditMinor,
}: AccountSums): AccountBalanceView {
  const money = moneyIn(currency);
  return {
    code,
    name,
    debit: money(debitMinor),
    credit: money(creditMinor),
    balance: money(debitMinor - creditMinor),
  };
}

function entryView({ postings, status, ...entry }: EntryRow): JournalEntryView {
  return {
    ...entry,
    status: status.toUpperCase(),
    postings: postings.map(postingView),
  };
}

export function postingView({
  code,
  side,
  amountMinor,
  currency,
}: EntryRow['postings'][number]): PostingView {
  return { accountCode: code, side: side.toUpperCase(), amount: moneyIn(currency)(BigInt(amountMinor)) };
}
