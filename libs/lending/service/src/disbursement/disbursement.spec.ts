import type { Instant } from '@fanxing/kernel';
import { LendingDesk, type Tenant } from '../books/lending-desk.fixture.js';
import {
  claimDisbursement,
  findDisbursement,
  holdDisbursement,
  noteDisbursement,
  unclaimDisbursement,
  wantCancelled,
  type DisbursementRow,
} from './disbursement.store.js';

jest.setTimeout(60_000);

let desk: LendingDesk;
let tenant: Tenant;
let lineId: string;

beforeAll(async () => {
  desk = await LendingDesk.open();
  tenant = await desk.aTenant();
  lineId = await desk.aLine(tenant, 1_000_000n);
});
afterAll(() => desk.close());

const past = '2026-01-01T00:00:00.000Z' as Instant;
const future = '2099-01-01T00:00:00.000Z' as Instant;

function known(loanId: string): Promise<DisbursementRow | undefined> {
  return desk.database.transaction(tenant.finance, (transaction) => findDisbursement(transaction, loanId));
}

function note(loanId: string, isGiven: boolean, outcome = 'TIMEOUT', next = past): Promise<void> {
  return noteDisbursement(desk.database, tenant.finance, loanId, isGiven, outcome, next);
}

const claim = (loanId: string) => claimDisbursement(desk.database, tenant.finance, loanId);

async function dueAt(now: Instant): Promise<string[]> {
  const rows = await desk.database.call<{ id: string }>(tenant.finance, 'lending.disbursements_due', [
    now,
    1000,
  ]);
  return rows.map(({ id }) => id);
}

describe('whether the bank may have an order', () => {
  it('is certain only of one whose every call left no byte', async () => {
    const loanId = await desk.draw(tenant, lineId, 100n);
    expect((await known(loanId))?.given).toBeNull();
    await note(loanId, false, 'CONNECTION_REFUSED');
    expect(await known(loanId)).toMatchObject({
      given: false,
      attempts: 1,
      lastOutcome: 'CONNECTION_REFUSED',
    });
    const mine = await claim(loanId);
    expect(mine).toMatchObject({ may_be_given: true, was_given: false });
    expect((await known(loanId))?.given).toBe(true);
    await unclaimDisbursement(desk.database, tenant.finance, loanId, mine);
    expect((await known(loanId))?.given).toBe(false);
  });

  it('is not unsaid by one process while another gives the order', async () => {
    const loanId = await desk.draw(tenant, lineId, 100n);
    await note(loanId, false);
    const mine = await claim(loanId);
    const theirs = await claim(loanId);
    expect(theirs.was_given).toBe(true);
    await unclaimDisbursement(desk.database, tenant.finance, loanId, mine);
    expect((await known(loanId))?.given).toBe(true);
  });

  it('is not known of one that nobody has written anything of', async () => {
    const loanId = await desk.draw(tenant, lineId, 100n);
    expect(await claim(loanId)).toMatchObject({ may_be_given: true, was_given: true });
    await note(loanId, false);
    expect((await known(loanId))?.given).toBe(true);
  });

  it('is decided once among many who would give it and one who calls it off', async () => {
    for (let round = 0; round < 10; round += 1) {
      const loanId = await desk.draw(tenant, lineId, 100n);
      await note(loanId, false);
      const cancel = desk.database.transaction(tenant.finance, (transaction) =>
        wantCancelled(transaction, loanId, 'never mind'),
      );
      const claims = await Promise.all(Array.from({ length: 6 }, () => claim(loanId)));
      await cancel;
      expect((await claim(loanId)).may_be_given).toBe(false);
      // Called off without the bank exactly where nobody was allowed to give it.
      const wasAllowed = claims.some(({ may_be_given }) => may_be_given);
      expect((await known(loanId))?.given).toBe(wasAllowed);
    }
  });

  it('is no question any more once the loan is settled', async () => {
    const loanId = await desk.aLoan(tenant, lineId, 100n);
    expect((await claim(loanId)).may_be_given).toBe(false);
  });
});

describe('an order is taken up', () => {
  it('when its next call is due, and not before', async () => {
    const [soon, later] = [await desk.draw(tenant, lineId, 100n), await desk.draw(tenant, lineId, 100n)];
    await note(soon, true);
    await note(later, true, 'TIMEOUT', future);
    const due = await dueAt(past);
    expect(due).toContain(soon);
    expect(due).not.toContain(later);
  });

  it('when the bank has opened by the tenant’s own clock, or somebody calls it off', async () => {
    const [held, off] = [await desk.draw(tenant, lineId, 100n), await desk.draw(tenant, lineId, 100n)];
    const opening = '2026-12-01T01:00:00.000Z' as Instant;
    for (const loanId of [held, off])
      await holdDisbursement(desk.database, tenant.finance, loanId, false, opening);
    expect(await dueAt('2026-12-01T00:59:59.999Z' as Instant)).not.toContain(held);
    expect(await dueAt(opening)).toEqual(expect.arrayContaining([held, off]));
    await desk.database.transaction(tenant.finance, (transaction) => wantCancelled(transaction, off, 'no'));
    await desk.admin.query('UPDATE lending.disbursement SET next_attempt_at = now() WHERE loan_id = $1', [
      off,
    ]);
    const closed = await dueAt(past);
    expect([closed.includes(held), closed.includes(off)]).toEqual([false, true]);
    expect((await known(off))?.given).toBe(false);
  });

  it('is nobody else’s', async () => {
    const other = await desk.aTenant();
    const loanId = await desk.draw(tenant, lineId, 100n);
    await note(loanId, false);
    const foreign = await desk.database.transaction(other.finance, (transaction) =>
      findDisbursement(transaction, loanId),
    );
    expect(foreign).toBeUndefined();
    expect(
      (await claimDisbursement(desk.database, other.finance, loanId).catch(() => undefined))?.may_be_given,
    ).not.toBe(true);
    expect((await known(loanId))?.given).toBe(false);
  });
});
