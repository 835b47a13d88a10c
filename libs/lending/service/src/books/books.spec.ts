import { ask, refusalOf } from '@fanxing/testing';
import { addDays } from '@fanxing/kernel';
import {
  approve,
  balanceOf,
  entryInput,
  journal,
  line,
  post,
  posted,
  putIn,
  reverse,
} from './bookkeeping.fixture.js';
import { LendingDesk, today } from './lending-desk.fixture.js';

jest.setTimeout(120_000);

let desk: LendingDesk;
beforeAll(async () => {
  desk = await LendingDesk.open();
});
afterAll(() => desk?.close());

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
    expect(await balanceOf(desk, tenant, '1001')).toBe('0.00');
    const { id } = postJournalEntry;
    for (const own of [tenant.finance, tenant.secondAccount])
      expect(await refusalOf(desk.service, own, approve, { id })).toMatchObject({
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
    expect(await balanceOf(desk, tenant, '1001')).toBe('500.00');
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
    await posted(desk, tenant, putIn('720.00'));
    await posted(desk, tenant, [
      line('3002', 'DEBIT', '720.00'),
      line('1001', 'CREDIT', '720.00'),
      line('100201', 'DEBIT', '100.00', 'USD'),
      line('3002', 'CREDIT', '100.00', 'USD'),
    ]);
    expect(await balanceOf(desk, tenant, '1001')).toBe('0.00');
    expect(await balanceOf(desk, tenant, '100201', {}, 'USD')).toBe('100.00');
    expect(await balanceOf(desk, tenant, '3002', {}, 'USD')).toBe('-100.00');
  });

  it('is undone by its mirror alone, once, also when two people try at the same moment', async () => {
    const tenant = await desk.aTenant();
    const entryId = await posted(desk, tenant, putIn('80.00'));
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
    expect(await balanceOf(desk, tenant, '1001')).toBe('0.00');
    const [original, mirror] = await journal(desk, tenant);
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
    const [entry] = await journal(desk, tenant, loanId);
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
    await posted(desk, tenant, putIn('100.00'), yesterday);
    const { rows } = await desk.admin.query<{ at: string }>(
      'SELECT to_char(clock_timestamp() AT TIME ZONE \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') AS at',
    );
    const before = rows[0]?.at ?? '';
    await new Promise((resolve) => setTimeout(resolve, 20));
    // Found out today about yesterday.
    await posted(desk, tenant, putIn('7.00'), yesterday);
    await posted(desk, tenant, putIn('1.00'), today);
    expect(await balanceOf(desk, tenant, '1001')).toBe('108.00');
    expect(await balanceOf(desk, tenant, '1001', { asOf: yesterday })).toBe('107.00');
    expect(await balanceOf(desk, tenant, '1001', { asOf: yesterday, knownAt: before })).toBe('100.00');
    expect(await balanceOf(desk, tenant, '1001', { asOf: addDays(today, -2) })).toBe('0.00');
  });

  it('do not count what was not settled by then', async () => {
    const tenant = await desk.aTenant();
    const loanId = await desk.draw(tenant, await desk.aLine(tenant, 10_000n), 10_000n);
    expect(await balanceOf(desk, tenant, '1301')).toBe('0.00');
    await desk.settle(tenant, loanId);
    expect(await balanceOf(desk, tenant, '1301')).toBe('100.00');
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
