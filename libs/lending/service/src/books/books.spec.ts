import { ask, refusalOf } from '@fanxing/testing';
import { addDays } from '@fanxing/kernel';
import { LendingDesk, today, type Tenant } from './lending-desk.fixture.js';

jest.setTimeout(120_000);

let desk: LendingDesk;
beforeAll(async () => {
  desk = await LendingDesk.open();
});
afterAll(() => desk?.close());

const post = `mutation ($input: PostJournalEntryInput!) { postJournalEntry(input: $input) { id status kind proposedBy } }`;
const reverse = `mutation ($input: ReverseJournalEntryInput!) { reverseJournalEntry(input: $input) { id } }`;
const approve = `mutation ($id: ID!) { approveLedgerProposal(input: { proposalId: $id }) { status resultId decidedBy } }`;
const close = `mutation ($input: ClosePeriodInput!) { closePeriod(input: $input) { closedThrough changes { action askedBy } } }`;
const reopen = `mutation ($input: ReopenPeriodInput!) { reopenPeriod(input: $input) { id } }`;
const balances = `query ($asOf: Date, $knownAt: DateTime) { trialBalance(asOf: $asOf, knownAt: $knownAt) { balanced accounts { code balance { amount currency } } } }`;
const entries = `query ($cause: ID) { journalEntries(first: 100, causeId: $cause) { edges { node { id status bookedOn valueOn reversesId reversedById causeType } } } }`;

const line = (accountCode: string, side: 'DEBIT' | 'CREDIT', amount: string, currency = 'CNY') => ({
  accountCode,
  side,
  amount: { amount, currency },
});
const putIn = (amount: string) => [line('1001', 'DEBIT', amount), line('4001', 'CREDIT', amount)];
let keys = 0;
const entryInput = (lines: unknown[], bookedOn: string = today) => ({
  input: { idempotencyKey: `entry ${(keys += 1)}`, bookedOn, reason: 'funds for November', lines },
});

async function posted(tenant: Tenant, lines: unknown[], bookedOn: string = today): Promise<string> {
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

async function balanceOf(
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

async function journal(tenant: Tenant, cause?: string) {
  const { journalEntries } = await ask<{
    journalEntries: { edges: { node: Record<string, string | null> }[] };
  }>(desk.service, tenant.auditor, entries, { cause });
  return journalEntries.edges.map(({ node }) => node);
}

describe('an entry made by hand', () => {
  it('is in the books once a second person has let it, and not before', async () => {
    const tenant = await desk.aTenant();
    const { postJournalEntry } = await ask<{ postJournalEntry: { id: string; status: string } }>(
      desk.service,
      tenant.finance,
      post,
      entryInput(putIn('500.00')),
    );
    expect(postJournalEntry.status).toBe('PROPOSED');
    expect(await balanceOf(tenant, '1001')).toBe('0.00');
    const { id } = postJournalEntry;
    expect(await refusalOf(desk.service, tenant.finance, approve, { id })).toMatchObject({
      reason: 'FOUR_EYES',
    });
    expect(await refusalOf(desk.service, tenant.auditor, approve, { id })).toMatchObject({
      reason: 'FORBIDDEN',
    });
    const stranger = await desk.aTenant();
    expect(await refusalOf(desk.service, stranger.second, approve, { id })).toMatchObject({
      reason: 'NOT_FOUND',
    });
    await ask(desk.service, tenant.second, approve, { id });
    expect(await balanceOf(tenant, '1001')).toBe('500.00');
    expect(await refusalOf(desk.service, tenant.second, approve, { id })).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
  });

  it.each([
    [
      'debits and credits that differ',
      [line('1001', 'DEBIT', '1.00'), line('4001', 'CREDIT', '1.01')],
      'ENTRY_UNBALANCED',
    ],
    [
      'one currency against another',
      [line('1001', 'DEBIT', '1.00'), line('4001', 'CREDIT', '1.00', 'USD')],
      'ENTRY_UNBALANCED',
    ],
    [
      'an account that lending keeps',
      [line('1301', 'DEBIT', '1.00'), line('1001', 'CREDIT', '1.00')],
      'ACCOUNT_CONTROLLED',
    ],
    [
      'nothing on a line',
      [line('1001', 'DEBIT', '0.00'), line('4001', 'CREDIT', '0.00')],
      'AMOUNT_NOT_POSITIVE',
    ],
    ['one line', [line('1001', 'DEBIT', '1.00')], 'INPUT_INVALID'],
  ])('is refused with %s', async (_, lines, reason) => {
    const tenant = await desk.aTenant();
    expect(await refusalOf(desk.service, tenant.finance, post, entryInput(lines))).toMatchObject({ reason });
  });

  it('exchanges currencies over a position, balanced in each', async () => {
    const tenant = await desk.aTenant();
    const open = `mutation ($input: OpenLedgerAccountInput!) { openLedgerAccount(input: $input) { code normalSide nameZh } }`;
    const account = {
      idempotencyKey: 'usd',
      code: '100201',
      name: 'Dollar account',
      nameZh: '美元账户',
      kind: 'ASSET',
      currency: 'USD',
    };
    await ask(desk.service, tenant.finance, open, { input: account });
    await posted(tenant, putIn('720.00'));
    await posted(tenant, [
      line('3002', 'DEBIT', '720.00'),
      line('1001', 'CREDIT', '720.00'),
      line('100201', 'DEBIT', '100.00', 'USD'),
      line('3002', 'CREDIT', '100.00', 'USD'),
    ]);
    expect(await balanceOf(tenant, '1001')).toBe('0.00');
    expect(await balanceOf(tenant, '100201', {}, 'USD')).toBe('100.00');
    expect(await balanceOf(tenant, '3002', {}, 'USD')).toBe('-100.00');
  });

  it('is undone by its mirror alone, once, also when two people try at the same moment', async () => {
    const tenant = await desk.aTenant();
    const entryId = await posted(tenant, putIn('80.00'));
    const propose = (key: string) =>
      ask<{ reverseJournalEntry: { id: string } }>(desk.service, tenant.finance, reverse, {
        input: { idempotencyKey: key, entryId, bookedOn: today, reason: 'entered twice' },
      });
    const ids = [
      (await propose('one')).reverseJournalEntry.id,
      (await propose('two')).reverseJournalEntry.id,
    ];
    const outcomes = await Promise.allSettled(
      ids.map((id) => ask(desk.service, tenant.second, approve, { id })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await balanceOf(tenant, '1001')).toBe('0.00');
    const [original, mirror] = await journal(tenant);
    expect([original?.['reversedById'], mirror?.['reversesId'], mirror?.['causeType']]).toEqual([
      mirror?.['id'],
      entryId,
      'reversal',
    ]);
    expect(
      await refusalOf(desk.service, tenant.finance, reverse, {
        input: { idempotencyKey: 'three', entryId, bookedOn: today, reason: 'again' },
      }),
    ).toMatchObject({ reason: 'ENTRY_REVERSED' });
  });

  it('is not the way to undo what lending booked', async () => {
    const tenant = await desk.aTenant();
    const loanId = await desk.aLoan(tenant, await desk.aLine(tenant, 10_000n), 10_000n);
    const [entry] = await journal(tenant, loanId);
    const input = { idempotencyKey: 'k', entryId: entry?.['id'], bookedOn: today, reason: 'no' };
    expect(await refusalOf(desk.service, tenant.finance, reverse, { input })).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
  });
});

describe('the books at a past moment', () => {
  it('tell what had happened by a day apart from what was known by a moment', async () => {
    const tenant = await desk.aTenant();
    const yesterday = addDays(today, -1);
    await posted(tenant, putIn('100.00'), yesterday);
    const { rows } = await desk.admin.query<{ at: string }>(
      'SELECT to_char(clock_timestamp() AT TIME ZONE \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') AS at',
    );
    const before = rows[0]?.at ?? '';
    await new Promise((resolve) => setTimeout(resolve, 20));
    // Found out today about yesterday.
    await posted(tenant, putIn('7.00'), yesterday);
    await posted(tenant, putIn('1.00'), today);
    expect(await balanceOf(tenant, '1001')).toBe('108.00');
    expect(await balanceOf(tenant, '1001', { asOf: yesterday })).toBe('107.00');
    expect(await balanceOf(tenant, '1001', { asOf: yesterday, knownAt: before })).toBe('100.00');
    expect(await balanceOf(tenant, '1001', { asOf: addDays(today, -2) })).toBe('0.00');
  });

  it('do not count what was not settled by then', async () => {
    const tenant = await desk.aTenant();
    const loanId = await desk.draw(tenant, await desk.aLine(tenant, 10_000n), 10_000n);
    expect(await balanceOf(tenant, '1301')).toBe('0.00');
    await desk.settle(tenant, loanId);
    expect(await balanceOf(tenant, '1301')).toBe('100.00');
  });
});

describe('a closed period', () => {
  const closing = (through: string) => ({
    input: { idempotencyKey: `close ${(keys += 1)}`, through, reason: 'month end' },
  });

  it('refuses entries made by hand; what lending still books goes to the next open day and remembers its own', async () => {
    const tenant = await desk.aTenant();
    const [first, second] = [addDays(today, -2), addDays(today, -1)];
    const loanId = await desk.aLoan(tenant, await desk.aLine(tenant, 10_000n), 10_000n);
    await ask(desk.service, tenant.finance, close, closing(second));
    const { postJournalEntry } = await ask<{ postJournalEntry: { id: string } }>(
      desk.service,
      tenant.finance,
      post,
      entryInput(putIn('1.00'), first),
    );
    expect(await refusalOf(desk.service, tenant.second, approve, { id: postJournalEntry.id })).toMatchObject({
      reason: 'PERIOD_CLOSED',
      details: { closedThrough: second, bookedOn: first },
    });
    await desk.accrue(tenant, loanId, 5n, first);
    const late = (await journal(tenant)).find(({ causeType }) => causeType === 'accrual');
    expect([late?.['bookedOn'], late?.['valueOn']]).toEqual([today, first]);
    expect(await refusalOf(desk.service, tenant.finance, close, closing(first))).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
    expect(await refusalOf(desk.service, tenant.finance, close, closing(today))).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
  });

  it('is opened again by two people only', async () => {
    const tenant = await desk.aTenant();
    const [first, second] = [addDays(today, -2), addDays(today, -1)];
    await ask(desk.service, tenant.finance, close, closing(second));
    const { reopenPeriod } = await ask<{ reopenPeriod: { id: string } }>(
      desk.service,
      tenant.finance,
      reopen,
      {
        input: { idempotencyKey: 'open', through: first, reason: 'a late invoice' },
      },
    );
    expect(await refusalOf(desk.service, tenant.finance, approve, { id: reopenPeriod.id })).toMatchObject({
      reason: 'FOUR_EYES',
    });
    await ask(desk.service, tenant.second, approve, { id: reopenPeriod.id });
    await posted(tenant, putIn('1.00'), second);
    const { ledgerPeriods } = await ask<{ ledgerPeriods: { closedThrough: string; changes: unknown[] } }>(
      desk.service,
      tenant.auditor,
      '{ ledgerPeriods { closedThrough changes { action askedBy approvedBy } } }',
    );
    expect(ledgerPeriods).toEqual({
      closedThrough: first,
      changes: [
        { action: 'REOPEN', askedBy: 'fang', approvedBy: 'song' },
        { action: 'CLOSE', askedBy: 'fang', approvedBy: null },
      ],
    });
  });
});

describe('an account', () => {
  const closeAccount = `mutation ($code: String!) { closeLedgerAccount(input: { code: $code, currency: "CNY" }) { closedAt } }`;
  const open = `mutation ($input: OpenLedgerAccountInput!) { openLedgerAccount(input: $input) { code kind normalSide } }`;
  const account = (code: string, kind = 'EXPENSE') => ({
    input: {
      idempotencyKey: `account ${(keys += 1)}`,
      code,
      name: 'Bank charges',
      nameZh: '银行手续费',
      kind,
      currency: 'CNY',
    },
  });

  it('is added by the tenant, closed when nothing is left on it, and named by no entry then', async () => {
    const tenant = await desk.aTenant();
    expect(await ask(desk.service, tenant.finance, open, account('6602'))).toEqual({
      openLedgerAccount: { code: '6602', kind: 'EXPENSE', normalSide: 'DEBIT' },
    });
    expect(await refusalOf(desk.service, tenant.finance, open, account('6602'))).toMatchObject({
      reason: 'ALREADY_EXISTS',
    });
    expect(await refusalOf(desk.service, tenant.finance, open, account('2602'))).toMatchObject({
      reason: 'INPUT_INVALID',
    });
    const charge = [line('6602', 'DEBIT', '3.00'), line('1001', 'CREDIT', '3.00')];
    const entryId = await posted(tenant, charge);
    expect(await refusalOf(desk.service, tenant.finance, closeAccount, { code: '6602' })).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
    const { reverseJournalEntry } = await ask<{ reverseJournalEntry: { id: string } }>(
      desk.service,
      tenant.finance,
      reverse,
      {
        input: { idempotencyKey: 'r', entryId, bookedOn: today, reason: 'not ours' },
      },
    );
    await ask(desk.service, tenant.second, approve, { id: reverseJournalEntry.id });
    await ask(desk.service, tenant.finance, closeAccount, { code: '6602' });
    const { postJournalEntry } = await ask<{ postJournalEntry: { id: string } }>(
      desk.service,
      tenant.finance,
      post,
      entryInput(charge),
    );
    expect(await refusalOf(desk.service, tenant.second, approve, { id: postJournalEntry.id })).toMatchObject({
      reason: 'ACCOUNT_NOT_OPEN',
    });
    expect(await refusalOf(desk.service, tenant.finance, closeAccount, { code: '1001' })).toMatchObject({
      reason: 'ACCOUNT_CONTROLLED',
    });
  });
});

describe('what is written in the books', () => {
  it.each([
    ['UPDATE ledger.posting SET amount_minor = 1'],
    ['DELETE FROM ledger.posting'],
    ['TRUNCATE ledger.posting CASCADE'],
    ["UPDATE ledger.journal_entry SET status = 'voided' WHERE status = 'posted'"],
    ["UPDATE ledger.journal_entry SET cause_id = 'x'"],
    ['DELETE FROM ledger.journal_entry'],
    ['DELETE FROM ledger.account'],
    ["UPDATE ledger.account SET kind = 'income'"],
    ['DELETE FROM ledger.period_change'],
    ['UPDATE ledger.share_posting SET amount_minor = 1'],
  ])('stays, against the superuser too: %s', async (sql) => {
    const tenant = await desk.aTenant();
    await desk.aLoan(tenant, await desk.aLine(tenant, 10_000n), 10_000n);
    await expect(desk.admin.query(sql)).rejects.toThrow(/append-only|stays what it is/);
  });
});
