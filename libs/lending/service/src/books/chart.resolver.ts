import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { CloseLedgerAccountInput, OpenLedgerAccountInput } from '../generated/schema.js';
import { CloseLedgerAccount } from './close-ledger-account.js';
import { OpenLedgerAccount, type LedgerAccountView } from './open-ledger-account.js';
import { ReadBooks } from './read-books.js';

@Resolver()
export class ChartResolver {
  constructor(
    private readonly readBooks: ReadBooks,
    private readonly openLedgerAccount: OpenLedgerAccount,
    private readonly closeLedgerAccount: CloseLedgerAccount,
  ) {}

  @Query('ledgerAccounts')
  ledgerAccounts(@CurrentTenant() context: TenantContext): Promise<LedgerAccountView[]> {
    return this.readBooks.accounts(context);
  }

  @Mutation('openLedgerAccount')
  open(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: OpenLedgerAccountInput,
  ): Promise<LedgerAccountView> {
    return this.openLedgerAccount.run(context, input);
  }

  @Mutation('closeLedgerAccount')
  close(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CloseLedgerAccountInput,
  ): Promise<LedgerAccountView> {
    return this.closeLedgerAccount.run(context, input);
  }
}
