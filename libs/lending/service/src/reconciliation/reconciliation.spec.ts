import { randomUUID } from 'node:crypto';
import { addDays } from '@fanxing/kernel';
import { ask, refusalOf } from '@fanxing/testing';
import { LendingDesk, today, type Tenant } from '../books/lending-desk.fixture.js';

jest.setTimeout(120_000);

let desk: LendingDesk;
beforeAll(async () => {
  desk = await LendingDesk.open();
});
afterAll(() => desk?.close());

const importing = `mutation ($input: ImportBankStatementInput!) { importBankStatement(input: $input) { linesAdded statements { id reference lines bookedFrom bookedThrough isBalanced } } }`;
const compare = `query ($id: ID!, $days: Int) { reconciliation(statementId: $id, toleranceDays: $days) {
  matched missingHere missingThere different duplicates open
  items(first: 100, openOnly: true) { edges { node { key kind reference differences bankAmount { amount } booksAmount { amount } booksStatus } } } } }`;
const resolve = `mutation ($input: ResolveReconciliationItemInput!) { resolveReconciliationItem(input: $input) { kind resolutions { reason resolvedBy proposalId } } }`;
const approve = `mutation ($id: ID!) { approveLedgerProposal(input: { proposalId: $id }) { resultId } }`;
const rejecting = `mutation ($id: ID!) { rejectLedgerProposal(input: { proposalId: $id }) { status } }`;

interface Compared {
  reconciliation: Record<
    'matched' | 'missingHere' | 'missingThere' | 'different' | 'duplicates' | 'open',
    number
  > & {
    items: { edges: { node: { key: string; kind: string; reference: string; differences: string[] } }[] };
  };
}

async function imported(
  tenant: Tenant,
  rows: readonly string[],
  reference = 'November',
): Promise<{ id: string; linesAdded: number }> {
  const content = ['reference,bookedOn,amount,currency', ...rows].join('\n');
  const input = { idempotencyKey: randomUUID(), format: 'CSV', reference, content };
  const { importBankStatement } = await ask<{
    importBankStatement: { linesAdded: number; statements: { id: string }[] };
  }>(desk.service, tenant.finance, importing, { input });
  return { id: importBankStatement.statements[0]?.id ?? '', linesAdded: importBankStatement.linesAdded };
}

async function compared(tenant: Tenant, id: string, days = 0) {
  const { reconciliation } = await ask<Compared>(desk.service, tenant.auditor, compare, { id, days });
  const { items, ...counts } = reconciliation;
  return { counts, open: items.edges.map(({ node }) => node) };
}

async function resolved(
  tenant: Tenant,
  statementId: string,
  key: string,
  more: Record<string, unknown> = {},
): Promise<string | null> {
  const input = { idempotencyKey: randomUUID(), statementId, key, reason: 'the bank says so', ...more };
  const answer = await ask<{ resolveReconciliationItem: { resolutions: { proposalId: string | null }[] } }>(
    desk.service,
    tenant.finance,
    resolve,
    { input },
  );
  return answer.resolveReconciliationItem.resolutions.at(-1)?.proposalId ?? null;
}

/** A statement with one difference of each kind, and the test that each is named. */
async function planted(): Promise<{
  tenant: Tenant;
  id: string;
  missing: string | undefined;
  pending: string;
}> {
  const tenant = await desk.aTenant();
  const line = await desk.aLine(tenant, 10_000_000n);
  const loans: string[] = [];
  for (let place = 0; place < 5; place += 1) loans.push(await desk.aLoan(tenant, line, 10_000n));
  const [same, missing, different, twice, late] = loans;
  const pending = await desk.draw(tenant, line, 10_000n);
  const repayment = await desk.repay(tenant, same ?? '', 2_500n);
  const rows = [
    `${same},${today},-100.00,CNY`,
    `${repayment},${today},25.00,CNY`,
    `${different},${today},-90.00,CNY`,
    `${twice},${today},-100.00,CNY`,
    `${twice},${today},-100.00,CNY`,
    `${late},${addDays(today, 1)},-100.00,CNY`,
    `${pending},${today},-100.00,CNY`,
    `fee-77,${today},-3.00,CNY`,
  ];
  const { id, linesAdded } = await imported(tenant, rows);
  expect(linesAdded).toBe(8);
  const first = await compared(tenant, id);
  expect(first.counts).toEqual({
    matched: 3,
    missingHere: 1,
    missingThere: 1,
    different: 3,
    duplicates: 1,
    open: 6,
  });
  expect(first.open.map(({ kind, reference, differences }) => [kind, reference, differences.join()])).toEqual(
    [
      ['DIFFERENT', different, 'AMOUNT'],
      ['DUPLICATE', twice, ''],
      ['DIFFERENT', late, 'DATE'],
      ['DIFFERENT', pending, 'STATUS'],
      ['MISSING_HERE', 'fee-77', ''],
      ['MISSING_THERE', missing, ''],
    ],
  );
  expect((await compared(tenant, id, 1)).counts.matched).toBe(4);
  return { tenant, id, missing, pending };
}

describe('a bank statement', () => {
  it('is compared with the books: every planted difference is named, and each can be resolved', async () => {
    const { tenant, id, missing, pending } = await planted();
    // Explained: nothing is posted. Settled: the bank's word has come. Corrected: with two people, and then it matches by itself.
    await resolved(tenant, id, 'line/6');
    await desk.settle(tenant, pending);
    for (const key of ['line/3', 'line/5', 'line/8', `missing/${missing}/CNY`]) {
      const proposalId = await resolved(tenant, id, key, { correctingAccount: '1901' });
      expect(await refusalOf(desk.service, tenant.finance, approve, { id: proposalId })).toMatchObject({
        reason: 'FOUR_EYES',
      });
      await ask(desk.service, tenant.second, approve, { id: proposalId });
    }
    const last = await compared(tenant, id);
    expect(last.open).toEqual([]);
    expect(last.counts).toMatchObject({
      matched: 7,
      different: 1,
      missingHere: 0,
      missingThere: 0,
      duplicates: 0,
    });
    const { trialBalance } = await ask<{
      trialBalance: { balanced: boolean; accounts: { code: string; balance: { amount: string } }[] };
    }>(desk.service, tenant.auditor, '{ trialBalance { balanced accounts { code balance { amount } } } }');
    expect(trialBalance.balanced).toBe(true);
    // As the bank tells it: 25 − 90 − 100 − 200 − 100 − 100 − 3.
    expect(trialBalance.accounts.find(({ code }) => code === '1001')?.balance.amount).toBe('-568.00');
    expect(trialBalance.accounts.find(({ code }) => code === '1901')?.balance.amount).toBe('-7.00');
    expect(
      await refusalOf(desk.service, tenant.finance, resolve, {
        input: { idempotencyKey: 'x', statementId: id, key: 'line/1', reason: 'no' },
      }),
    ).toMatchObject({ reason: 'STATE_CONFLICT' });
  });

  it('is imported once: again it adds what is new, and what was changed is refused', async () => {
    const tenant = await desk.aTenant();
    const rows = [`a,${today},1.00,CNY`, `b,${today},2.00,CNY`];
    const first = await imported(tenant, rows);
    expect(await imported(tenant, rows)).toEqual({ id: first.id, linesAdded: 0 });
    expect(await imported(tenant, [...rows, `c,${today},3.00,CNY`])).toEqual({ id: first.id, linesAdded: 1 });
    const content = `reference,bookedOn,amount,currency\na,${today},1.50,CNY`;
    const input = { idempotencyKey: 'changed', format: 'CSV', reference: 'November', content };
    expect(await refusalOf(desk.service, tenant.finance, importing, { input })).toMatchObject({
      reason: 'STATEMENT_CHANGED',
      details: { line: 1 },
    });
    const stranger = await desk.aTenant();
    expect(await refusalOf(desk.service, stranger.auditor, compare, { id: first.id })).toMatchObject({
      reason: 'NOT_FOUND',
    });
    expect(await refusalOf(desk.service, tenant.auditor, importing, { input })).toMatchObject({
      reason: 'FORBIDDEN',
    });
  });

  it('in camt.053 finds what a list of another month has shown already', async () => {
    const tenant = await desk.aTenant();
    const line = await desk.aLine(tenant, 10_000_000n);
    const [early, loan] = [await desk.aLoan(tenant, line, 10_000n), await desk.aLoan(tenant, line, 10_000n)];
    await imported(tenant, [`${early},${today},100.00,CNY`], 'earlier');
    const content = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>S1</Id>
      <Ntry><Amt Ccy="CNY">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${today}</Dt></BookgDt>
      <NtryDtls><TxDtls><Refs><EndToEndId>${loan}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>`;
    const input = { idempotencyKey: 'camt', format: 'CAMT_053', content };
    const { importBankStatement } = await ask<{ importBankStatement: { statements: { id: string }[] } }>(
      desk.service,
      tenant.finance,
      importing,
      { input },
    );
    const { counts } = await compared(tenant, importBankStatement.statements[0]?.id ?? '');
    expect(counts).toEqual({
      matched: 1,
      missingHere: 0,
      missingThere: 0,
      different: 0,
      duplicates: 0,
      open: 0,
    });
  });

  it('matches funds that were put in by their reference, and asks for nothing that was undone', async () => {
    const tenant = await desk.aTenant();
    const posting = `mutation ($input: PostJournalEntryInput!) { answer: postJournalEntry(input: $input) { id } }`;
    const undoing = `mutation ($input: ReverseJournalEntryInput!) { answer: reverseJournalEntry(input: $input) { id } }`;
    const done = async (text: string, more: Record<string, unknown>): Promise<string> => {
      const input = { idempotencyKey: randomUUID(), bookedOn: today, reason: 'funds put in', ...more };
      const { answer } = await ask<{ answer: { id: string } }>(desk.service, tenant.finance, text, { input });
      const { approveLedgerProposal } = await ask<{ approveLedgerProposal: { resultId: string } }>(
        desk.service,
        tenant.second,
        approve,
        answer,
      );
      return approveLedgerProposal.resultId;
    };
    const amount = { amount: '50.00', currency: 'CNY' };
    const lines = [
      { accountCode: '1001', side: 'DEBIT', amount },
      { accountCode: '4001', side: 'CREDIT', amount },
    ];
    await done(posting, { reference: 'transfer 7', lines });
    await done(undoing, { entryId: await done(posting, { lines }) });
    const { id } = await imported(tenant, [`transfer 7,${today},50.00,CNY`]);
    expect((await compared(tenant, id)).counts).toMatchObject({ matched: 1, missingThere: 0, open: 0 });
  });

  it('without directions has the caller say which way money went that the books know nothing of', async () => {
    const tenant = await desk.aTenant();
    const { id } = await imported(tenant, [`unknown,${today},5.00,CNY`]);
    const input = {
      idempotencyKey: 'k',
      statementId: id,
      key: 'line/1',
      reason: 'a gift',
      correctingAccount: '1901',
    };
    expect(await refusalOf(desk.service, tenant.finance, resolve, { input })).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
    const proposalId = await resolved(tenant, id, 'line/1', {
      correctingAccount: '1901',
      correction: { amount: '5.00', currency: 'CNY' },
    });
    expect((await compared(tenant, id)).counts.open).toBe(0);
    await ask(desk.service, tenant.second, rejecting, { id: proposalId });
    expect((await compared(tenant, id)).counts.open).toBe(1);
  });
});
