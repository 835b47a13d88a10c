import { Injectable } from '@nestjs/common';
import { readJournalEntries, readTrialBalance, type AccountSums, type EntryRow } from '@fanxing/ledger-store';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { MoneyView } from '../application/application.view.js';
import { moneyIn } from '../loan/loan.view.js';

export interface TrialBalanceView {
  readonly entries: number;
  readonly balanced: boolean;
  readonly accounts: readonly AccountBalanceView[];
}

interface AccountBalanceView {
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

  async trialBalance(context: TenantContext): Promise<TrialBalanceView> {
    mustBeAllowedTo(context, 'ledger:read');
    const { entries, accounts } = await this.database.transaction(context, readTrialBalance);
    return { entries, balanced: isBalanced(accounts), accounts: accounts.map(accountView) };
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

export interface JournalEntryView {
  readonly id: string;
  readonly status: string;
  readonly bookedOn: string;
  readonly causeType: string;
  readonly causeId: string;
  readonly postings: readonly { accountCode: string; side: string; amount: MoneyView }[];
}

function isBalanced(accounts: readonly AccountSums[]): boolean {
  const differences = new Map<string, bigint>();
  for (const { currency, debitMinor, creditMinor } of accounts) {
    differences.set(currency, (differences.get(currency) ?? 0n) + debitMinor - creditMinor);
  }
  return [...differences.values()].every((difference) => difference === 0n);
}

function accountView({ code, name, currency, debitMinor, creditMinor }: AccountSums): AccountBalanceView {
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
    postings: postings.map(({ code, side, amountMinor, currency }) => ({
      accountCode: code,
      side: side.toUpperCase(),
      amount: moneyIn(currency)(BigInt(amountMinor)),
    })),
  };
}
