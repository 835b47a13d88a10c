import { Injectable } from '@nestjs/common';
import { Fault, parseId, parseMoney, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { dayUpTo, mustNotBeControlled } from '../books/post-journal-entry.js';
import { propose, type ProposedEntry } from '../books/proposal.store.js';
import { BusinessDates } from '../day/business-date.js';
import type { ResolveReconciliationItemInput } from '../generated/schema.js';
import { reconcileStatement, type ReconciledItem } from './reconcile-statement.js';
import { itemView, type ItemView } from './reconciliation.view.js';
import { hasWaitingCorrection, holdItems, writeResolution } from './resolution.store.js';

const fundingAccount = '1001';

/**
 * Says what became of an item. A correcting entry has the item's reference as its cause: once a second person has let it be posted,
 * the item matches by itself the next time that the statement is compared.
 */
@Injectable()
export class ResolveReconciliationItem {
  constructor(
    private readonly road: CommandRoad,
    private readonly businessDates: BusinessDates,
  ) {}

  /** Fails with NOT_FOUND, or with STATE_CONFLICT for an item that matches, waits for a correction, or is no matter of one amount. */
  async run(context: TenantContext, input: ResolveReconciliationItemInput): Promise<ItemView> {
    mustBeAllowedTo(context, 'ledger:write');
    const { idempotencyKey, key, reason } = input;
    const command = {
      operation: 'resolveReconciliationItem',
      permission: 'ledger:write',
      idempotencyKey,
      input,
    } as const;
    const today = await this.businessDates.current(context);
    return this.road.run(context, command, async (transaction) => {
      const statementId = parseId('bankStatement', input.statementId, 'input.statementId');
      await holdItems(transaction, statementId);
      const item = await this.itemOf(transaction, statementId, key);
      await this.mustBeOpen(transaction, statementId, item);
      mustSayWhy(reason);
      const proposal = input.correctingAccount
        ? await propose(transaction, { kind: 'POST_ENTRY', content: correction(item, input, today) }, reason)
        : null;
      await writeResolution(transaction, { statementId, key, reason, proposalId: proposal?.id ?? null });
      return {
        answer: itemView(await this.itemOf(transaction, statementId, key)),
        subject: { kind: 'bank statement', id: statementId },
        before: { item: key, kind: item.kind },
        after: { item: key, resolved: true, proposalId: proposal?.id ?? null },
      };
    });
  }

  private async itemOf(
    transaction: TenantTransaction,
    statementId: string,
    key: string,
  ): Promise<ReconciledItem> {
    const { items } = await reconcileStatement(transaction, statementId, 0, 'input.statementId');
    const item = items.find((candidate) => candidate.key === key);
    if (!item)
      throw new Fault('NOT_FOUND', { what: 'reconciliation item', id: key.slice(0, 64) }, 'input.key');
    return item;
  }

  private async mustBeOpen(
    transaction: TenantTransaction,
    statementId: string,
    { key, kind }: ReconciledItem,
  ): Promise<void> {
    const status =
      kind === 'MATCHED'
        ? 'matched'
        : (await hasWaitingCorrection(transaction, statementId, key))
          ? 'waiting for its correcting entry'
          : null;
    if (status !== null)
      throw new Fault('STATE_CONFLICT', { what: 'reconciliation item', status, needed: 'open' }, 'input.key');
  }
}

/** The entry that makes the books agree with the bank. */
function correction(
  item: ReconciledItem,
  input: ResolveReconciliationItemInput,
  today: BusinessDate,
): ProposedEntry {
  const code = input.correctingAccount ?? '';
  mustNotBeControlled(code, 'input.correctingAccount');
  const { minor, currency } = correctionOf(item, input);
  const amountMinor = (minor < 0n ? -minor : minor).toString();
  const [cash, other] = minor > 0n ? (['debit', 'credit'] as const) : (['credit', 'debit'] as const);
  return {
    bookedOn: input.bookedOn ? dayUpTo(today, input.bookedOn) : today,
    causeType: 'correction',
    causeId: item.reference,
    lines: [
      { code: fundingAccount, side: cash, amountMinor, currency },
      { code, side: other, amountMinor, currency },
    ],
  };
}

/** By how much the books must move in: as the comparison says, or as the caller does where it can not say. */
function correctionOf(
  { correctionMinor, line, books }: ReconciledItem,
  { correction: given }: ResolveReconciliationItemInput,
): { minor: bigint; currency: CurrencyCode } {
  const named = given ? parseMoney(given.amount, given.currency, 'input.correction') : null;
  const currency = line?.currency ?? books?.currency;
  const minor = correctionMinor ?? named?.minor ?? 0n;
  const contradicts = named !== null && (named.currency !== currency || named.minor !== minor);
  const size = minor < 0n ? -minor : minor;
  // Without a direction in the statement the caller says it, and nothing else.
  const isOther =
    correctionMinor === null &&
    line !== null &&
    size !== (line.amountMinor < 0n ? -line.amountMinor : line.amountMinor);
  if (currency === undefined || minor === 0n || contradicts || isOther) {
    throw new Fault(
      'STATE_CONFLICT',
      {
        what: 'reconciliation item',
        status: 'not mended by that amount',
        needed: 'another way, such as postJournalEntry',
      },
      'input.correction',
    );
  }
  return { minor, currency };
}

function mustSayWhy(reason: string): void {
  if (reason.trim() !== '' && reason.length <= 500) return;
  throw new Fault('INPUT_INVALID', { problem: 'a reason of 1 to 500 characters is needed' }, 'input.reason');
}
