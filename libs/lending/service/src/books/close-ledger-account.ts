import { Injectable } from '@nestjs/common';
import { Fault, parseCurrency } from '@fanxing/kernel';
import { isAccountCode } from '@fanxing/ledger-domain';
import { closeAccount, readAccounts } from '@fanxing/ledger-store';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { CloseLedgerAccountInput } from '../generated/schema.js';
import { accountView, type LedgerAccountView } from './open-ledger-account.js';

/** Closes an account that the tenant has added. Lending books on the standard chart whenever it must, so that stays open. */
@Injectable()
export class CloseLedgerAccount {
  constructor(private readonly road: CommandRoad) {}

  /** Fails with ACCOUNT_CONTROLLED, ACCOUNT_NOT_OPEN or STATE_CONFLICT. */
  async run(context: TenantContext, input: CloseLedgerAccountInput): Promise<LedgerAccountView> {
    const command = { operation: 'closeLedgerAccount', permission: 'ledger:write', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const { code } = input;
      const currency = parseCurrency(input.currency, 'input.currency');
      if (isAccountCode(code)) throw new Fault('ACCOUNT_CONTROLLED', { code }, 'input.code');
      await closeAccount(transaction, code, currency);
      const row = (await readAccounts(transaction)).find(
        (account) => account.code === code && account.currency === currency,
      );
      if (!row) throw new Error('an account that was closed is not there');
      return {
        answer: accountView(row),
        subject: { kind: 'ledger account', id: `${code} ${currency}` },
        before: { closed: false },
        after: { closed: true },
      };
    });
  }
}
