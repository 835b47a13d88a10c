import { ask } from '@fanxing/testing';
import { today, type LendingDesk, type Tenant } from './lending-desk.fixture.js';

export const post = `mutation ($input: PostJournalEntryInput!) { postJournalEntry(input: $input) { id status kind proposedBy } }`;
export const reverse = `mutation ($input: ReverseJournalEntryInput!) { reverseJournalEntry(input: $input) { id } }`;
export const approve = `mutation ($id: ID!) { approveLedgerProposal(input: { proposalId: $id }) { status resultId decidedBy } }`;
const balances = `query ($asOf: Date, $knownAt: DateTime) { trialBalance(asOf: $asOf, knownAt: $knownAt) { balanced accounts { code balance { amount currency } } } }`;
const entries = `query ($cause: ID) { journalEntries(first: 100, causeId: $cause) { edges { node { id status bookedOn valueOn reversesId reversedById causeType } } } }`;

export const line = (accountCode: string, side: 'DEBIT' | 'CREDIT', amount: string, currency = 'CNY') => ({
  accountCode,
  side,
  amount: { amount, currency },
});
export const putIn = (amount: string) => [line('1001', 'DEBIT', amount), line('4001', 'CREDIT', amount)];
let keys = 0;
/** A key that was not used before. */
export const newKey = () => `key ${(keys += 1)}`;
export const entryInput = (lines: unknown[], bookedOn: string = today) => ({
  input: { idempotencyKey: newKey(), bookedOn, reason: 'funds for November', lines },
});

export async function posted(
  desk: LendingDesk,
  tenant: Tenant,
  lines: unknown[],
  bookedOn: string = today,
): Promise<string> {
  const { postJournalEntry } = await ask<{ postJournalEntry: { id: string } }>(
    desk.service,
    tenant.finance,
    post,
    entryInput(lines, bookedOn),
  );
  const { approveLedgerProposal } = await ask<{ approveLedgerProposal: { resultId: string } }>(
    desk.service,
    tenant.second,
    approve,
    {
      id: postJournalEntry.id,
    },
  );
  return approveLedgerProposal.resultId;
}

export async function balanceOf(
  desk: LendingDesk,
  tenant: Tenant,
  code: string,
  moment: Record<string, string> = {},
  currency = 'CNY',
): Promise<string | undefined> {
  const { trialBalance } = await ask<{
    trialBalance: {
      balanced: boolean;
      accounts: { code: string; balance: { amount: string; currency: string } }[];
    };
  }>(desk.service, tenant.auditor, balances, moment);
  expect(trialBalance.balanced).toBe(true);
  return trialBalance.accounts.find(
    (account) => account.code === code && account.balance.currency === currency,
  )?.balance.amount;
}

export async function journal(desk: LendingDesk, tenant: Tenant, cause?: string) {
  const { journalEntries } = await ask<{
    journalEntries: { edges: { node: Record<string, string | null> }[] };
  }>(desk.service, tenant.auditor, entries, { cause });
  return journalEntries.edges.map(({ node }) => node);
}
