import { ask, refusalOf } from '@fanxing/testing';
import { addDays } from '@fanxing/kernel';
import {
  approve,
  entryInput,
  journal,
  line,
  newKey,
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

const close = `mutation ($input: ClosePeriodInput!) { closePeriod(input: $input) { closedThrough changes { action askedBy } } }`;
const reopen = `mutation ($input: ReopenPeriodInput!) { reopenPeriod(input: $input) { id } }`;

describe('a closed period', () => {
  const closing = (through: string) => ({
    input: { idempotencyKey: newKey(), through, reason: 'month end' },
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
    const late = (await journal(desk, tenant)).find(({ causeType }) => causeType === 'accrual');
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
    await posted(desk, tenant, putIn('1.00'), second);
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
      idempotencyKey: newKey(),
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
    const entryId = await posted(desk, tenant, charge);
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
