import { Injectable } from '@nestjs/common';
import {
  readFundingLimits,
  readPartyBalance,
  readPartyEntries,
  type FundingLimitRow,
  type PartyEntryRow,
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
import {
  balanceView,
  isBalanced,
  momentOf,
  postingView,
  type AccountBalanceView,
  type GivenMoment,
  type PostingView,
} from '../books/read-books.js';
import { moneyIn } from '../loan/schedule.view.js';
import { readAgreements, type AgreementRow } from './funding.store.js';

export interface PartyBooksView {
  readonly party: string;
  readonly balanced: boolean;
  readonly accounts: readonly AccountBalanceView[];
}

export type PartyEntryView = Omit<PartyEntryRow, 'postings'> & {
  readonly id: string;
  readonly postings: readonly PostingView[];
};

export interface AgreementView {
  readonly id: string;
  readonly parties: readonly { readonly party: string; readonly share: string }[];
  readonly leadParty: string;
}

export interface FundingLimitView {
  readonly limit: MoneyView;
  readonly available: MoneyView;
}

/** Reads who funds what, and a party's own books. A party that no agreement names has empty ones. */
@Injectable()
export class ReadFunding {
  constructor(private readonly database: ServiceDatabase) {}

  async agreements(context: TenantContext): Promise<AgreementView[]> {
    mustBeAllowedTo(context, 'ledger:read');
    return (await this.database.transaction(context, readAgreements)).map(agreementView);
  }

  async partyBooks(context: TenantContext, given: GivenMoment & { party: string }): Promise<PartyBooksView> {
    mustBeAllowedTo(context, 'ledger:read');
    const moment = momentOf(given);
    const accounts = await this.database.transaction(context, (transaction) =>
      readPartyBalance(transaction, given.party, moment),
    );
    return { party: given.party, balanced: isBalanced(accounts), accounts: accounts.map(balanceView) };
  }

  async partyEntries(
    context: TenantContext,
    page: PageArguments & { party: string },
  ): Promise<Connection<PartyEntryView>> {
    mustBeAllowedTo(context, 'ledger:read');
    const parsed = parsePage(page, context, `fundingPartyEntries/${page.party}`);
    const rows = await this.database.transaction(context, (transaction) =>
      readPartyEntries(transaction, page.party, parsed),
    );
    return connectionOf(
      parsed,
      rows.map(({ postings, ...entry }) => ({ ...entry, postings: postings.map(postingView) })),
    );
  }

  async limits(context: TenantContext): Promise<FundingLimitView[]> {
    mustBeAllowedTo(context, 'ledger:read');
    return (await this.database.transaction(context, readFundingLimits)).map(limitView);
  }
}

export function limitView({ currency, limitMinor, availableMinor }: FundingLimitRow): FundingLimitView {
  const money = moneyIn(currency);
  return { limit: money(BigInt(limitMinor)), available: money(BigInt(availableMinor)) };
}

function agreementView({ parties, parts, whole, lead, ...agreement }: AgreementRow): AgreementView {
  return {
    ...agreement,
    parties: parties.map((party, place) => ({ party, share: `${parts[place] ?? '0'}/${whole}` })),
    leadParty: parties[lead - 1] ?? '',
  };
}
