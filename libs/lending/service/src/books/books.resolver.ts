import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Connection, PageArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import { ReadBooks, type JournalEntryView, type TrialBalanceView } from './read-books.js';

@Resolver()
export class BooksResolver {
  constructor(private readonly readBooks: ReadBooks) {}

  @Query('trialBalance')
  trialBalance(
    @CurrentTenant() context: TenantContext,
    @Args() moment: { asOf?: string | null; knownAt?: string | null },
  ): Promise<TrialBalanceView> {
    return this.readBooks.trialBalance(context, moment);
  }

  @Query('journalEntries')
  journalEntries(
    @CurrentTenant() context: TenantContext,
    @Args() page: PageArguments & { causeId?: string | null },
  ): Promise<Connection<JournalEntryView>> {
    return this.readBooks.journalEntries(context, page);
  }
}
