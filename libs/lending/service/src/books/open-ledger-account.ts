import { Injectable } from '@nestjs/common';
import { Fault, parseCurrency } from '@fanxing/kernel';
import { isCodeFor, type AccountKind } from '@fanxing/ledger-domain';
import { openAccounts, openChart, readAccounts, type AccountRow } from '@fanxing/ledger-store';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { OpenLedgerAccountInput } from '../generated/schema.js';

export type LedgerAccountView = Omit<AccountRow, 'kind' | 'normalSide'> & {
  readonly kind: string;
  readonly normalSide: string;
};

export function accountView(row: AccountRow): LedgerAccountView {
  return { ...row, kind: row.kind.toUpperCase(), normalSide: row.normalSide.toUpperCase() };
}

/** Adds an account to the tenant's chart; in a currency that is new to the tenant the standard chart opens with it. */
@Injectable()
export class OpenLedgerAccount {
  constructor(private readonly road: CommandRoad) {}

  /** Fails with INPUT_INVALID for a code that is not of the kind's class, with ALREADY_EXISTS for one that is taken. */
  async run(context: TenantContext, input: OpenLedgerAccountInput): Promise<LedgerAccountView> {
    const { idempotencyKey, code, name, nameZh } = input;
    const command = {
      operation: 'openLedgerAccount',
      permission: 'ledger:write',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const currency = parseCurrency(input.currency, 'input.currency');
      const kind = input.kind.toLowerCase() as AccountKind;
      if (!isCodeFor(kind, code)) {
        const problem = 'a code has four to eight digits, the first one that of its kind: 1, 2, 3 or 4, 6';
        throw new Fault('INPUT_INVALID', { problem }, 'input.code');
      }
      mustBeName(name, 'input.name');
      mustBeName(nameZh, 'input.nameZh');
      await openAccounts(transaction, currency);
      const opened = await openChart(transaction, [{ code, name: { en: name, zh: nameZh }, kind }], currency);
      if (opened === 0)
        throw new Fault('ALREADY_EXISTS', { what: 'account', name: `${code} ${currency}` }, 'input.code');
      const row = (await readAccounts(transaction)).find(
        (account) => account.code === code && account.currency === currency,
      );
      if (!row) throw new Error('an account that was opened is not there');
      return {
        answer: accountView(row),
        subject: { kind: 'ledger account', id: `${code} ${currency}` },
        after: { code, currency, kind, name },
      };
    });
  }
}

function mustBeName(name: string, path: string): void {
  if (name.trim() !== '' && name.length <= 100) return;
  throw new Fault('INPUT_INVALID', { problem: 'a name has 1 to 100 characters' }, path);
}
