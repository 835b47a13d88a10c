import { addDays, type BusinessDate } from '@fanxing/kernel';
import { milestoneDays, type ApplicationOutcome } from '@fanxing/lending-contract';
import { writeOff } from '@fanxing/lending-domain';
import { callerOf } from '@fanxing/testing';
import { LendingDesk, today, type Tenant } from '../books/lending-desk.fixture.js';
import { moveBook } from '../day/book.store.js';
import { CloseLoans } from '../day/close-loans.js';
import { ChangeServicedLoan } from '../loan/change-serviced-loan.js';
import { ReverseRepayment } from '../repayment/reverse-repayment.js';
import { ReadApplicationOutcomes } from './read-application-outcomes.js';

jest.setTimeout(60_000);

let desk: LendingDesk;
beforeAll(async () => {
  desk = await LendingDesk.open();
});
afterAll(() => desk?.close());

const staff = ({ id }: Tenant) => callerOf({ tenantId: id, roles: ['lender', 'finance'] });

async function applicationOf(lineId: string): Promise<string> {
  const { rows } = await desk.admin.query<{ id: string }>(
    `SELECT application_id AS id FROM lending.offer JOIN lending.credit_line AS line ON line.offer_id = offer.id WHERE line.id = $1`,
    [lineId],
  );
  return rows[0]?.id ?? '';
}

async function passTo(tenant: Tenant, from: BusinessDate, to: BusinessDate): Promise<void> {
  await desk.database.transaction(tenant.finance, (transaction) => moveBook(transaction, from, to));
  await desk.service.get(CloseLoans).run(tenant.finance, to);
}

async function outcomeOf(
  tenant: Tenant,
  id: string,
  asOf: string | null = null,
): Promise<ApplicationOutcome | undefined> {
  const read = desk.service.get(ReadApplicationOutcomes);
  return (await read.run(staff(tenant), [id], asOf)).outcomes[0];
}

function giveUp(tenant: Tenant, loanId: string): Promise<string> {
  return desk.service.get(ChangeServicedLoan).run(staff(tenant), {
    ...{ operation: 'writeOffLoan', permission: 'loan:write', kind: 'WRITE_OFF' },
    input: { idempotencyKey: `give up ${loanId}`, loanId },
    apply: (row, standing) => {
      const { loan } = writeOff(standing, row.businessDate);
      return { loan, before: {}, after: {}, details: { reason: 'gone' } };
    },
  });
}

describe('what became of an application', () => {
  it('is nothing while nothing is drawn, and on a day what was so at its beginning', async () => {
    const tenant = await desk.aTenant();
    const line = await desk.aLine(tenant, 100_000n);
    const id = await applicationOf(line);
    const nothing = { ...(await outcomeOf(tenant, id)) };
    expect(nothing).toMatchObject({ limit: '1000.00', loans: 0, firstDrawnOn: null, principal: '0.00' });
    await desk.aLoan(tenant, line, 50_000n);
    expect(await outcomeOf(tenant, id)).toEqual(nothing);
    await passTo(tenant, today, addDays(today, 1));
    expect(await outcomeOf(tenant, id)).toEqual({
      ...nothing,
      ...{ loans: 1, firstDrawnOn: today, firstDueOn: addDays(today, 30), principal: '500.00' },
    });
  });

  it('keeps every milestone with its day, whether days are ended one by one or all at once', async () => {
    const [byOne, atOnce] = [await desk.aTenant(), await desk.aTenant()];
    const ids = await Promise.all(
      [byOne, atOnce].map(async (tenant) => {
        const line = await desk.aLine(tenant, 100_000n);
        await desk.aLoan(tenant, line, 50_000n);
        return applicationOf(line);
      }),
    );
    const end = addDays(today, 30 + 91);
    for (let day = today; day < end; day = addDays(day, 1)) await passTo(byOne, day, addDays(day, 1));
    await passTo(atOnce, today, end);
    const [one, all] = [await outcomeOf(byOne, ids[0] ?? ''), await outcomeOf(atOnce, ids[1] ?? '')];
    const due = addDays(today, 30);
    const reached = Object.fromEntries([1, 7, 30, 60, 90].map((days) => [days, addDays(due, days)]));
    expect(one?.reached).toEqual(reached);
    expect(all?.reached).toEqual(reached);
    const before = await outcomeOf(atOnce, ids[1] ?? '', addDays(due, 29));
    expect(Object.keys(before?.reached ?? {})).toEqual(['1', '7']);
  });

  it('is told of any earlier day as it was told on that day', async () => {
    const tenant = await desk.aTenant();
    const line = await desk.aLine(tenant, 200_000n);
    const id = await applicationOf(line);
    const loan = await desk.aLoan(tenant, line, 50_000n);
    const told = new Map<BusinessDate, ApplicationOutcome | undefined>();
    const events: Readonly<Record<number, () => Promise<unknown>>> = {
      5: () => desk.aLoan(tenant, line, 20_000n, addDays(today, 5)),
      12: () => desk.repay(tenant, loan, 10_000n),
      40: () => desk.repay(tenant, loan, 5_000n),
      50: () => giveUp(tenant, loan),
      55: () => desk.repay(tenant, loan, 7_000n),
    };
    for (let days = 0; days < 60; days += 1) {
      const day = addDays(today, days);
      told.set(day, await outcomeOf(tenant, id));
      await events[days]?.();
      await passTo(tenant, day, addDays(day, 1));
    }
    for (const [day, then] of told) expect(await outcomeOf(tenant, id, day)).toEqual(then);
    const last = await outcomeOf(tenant, id);
    expect(last).toMatchObject({ loans: 2, principal: '700.00', writtenOffOn: addDays(today, 50) });
    expect(Number(last?.writtenOff)).toBeGreaterThan(350);
    expect(last?.recovered).not.toBe('0.00');
    expect(Number(last?.recovered)).toBeLessThanOrEqual(70);
  });

  it('leaves out a repayment from the day on that it was undone', async () => {
    const tenant = await desk.aTenant();
    const line = await desk.aLine(tenant, 100_000n);
    await desk.admin.query(`UPDATE lending.credit_line SET terms = '{"termDays": 30}' WHERE id = $1`, [line]);
    const id = await applicationOf(line);
    const loan = await desk.aLoan(tenant, line, 50_000n);
    const first = addDays(today, 1);
    await passTo(tenant, today, first);
    const repaymentId = await desk.repay(tenant, loan, 10_000n);
    const second = addDays(today, 2);
    await passTo(tenant, first, second);
    const input = { idempotencyKey: 'bounced', repaymentId, reason: 'it bounced' };
    await desk.service.get(ReverseRepayment).run(staff(tenant), input);
    await passTo(tenant, second, addDays(today, 3));
    expect((await outcomeOf(tenant, id, second))?.principalPaid).toBe('99.75');
    expect((await outcomeOf(tenant, id))?.principalPaid).toBe('0.00');
  });

  it("is told of nobody else's, of no day to come, and of 500 at most", async () => {
    const [tenant, other] = [await desk.aTenant(), await desk.aTenant()];
    const id = await applicationOf(await desk.aLine(tenant, 100_000n));
    expect(await outcomeOf(other, id)).toBeUndefined();
    const refused = { reason: 'INPUT_INVALID' };
    await expect(outcomeOf(tenant, id, addDays(today, 1))).rejects.toMatchObject(refused);
    const read = desk.service.get(ReadApplicationOutcomes);
    const many = Array.from({ length: 501 }, () => id);
    await expect(read.run(staff(tenant), many, null)).rejects.toMatchObject(refused);
    await expect(read.run(callerOf({ tenantId: tenant.id, roles: [] }), [id], null)).rejects.toMatchObject({
      reason: 'FORBIDDEN',
    });
  });

  it('has the milestones that the database notes', async () => {
    const { rows } = await desk.admin.query<{ days: number[] }>('SELECT lending.milestones() AS days');
    expect(rows[0]?.days).toEqual([...milestoneDays]);
    const { rows: triggers } = await desk.admin.query<{ text: string }>(
      `SELECT pg_get_triggerdef(oid) AS text FROM pg_trigger WHERE tgname = 'note_milestones'`,
    );
    for (const days of milestoneDays) expect(triggers[0]?.text).toContain(`old.days_past_due < ${days})`);
  });
});
