import { addDays, type Instant } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { CNY, LendingDesk, today, type Tenant } from '../books/lending-desk.fixture.js';
import { RecordIncomingPayment } from '../payment/record-incoming-payment.js';
import { CarryOutCollection } from './carry-out-collection.js';
import { claimCollection, noteCollection } from './collection-attempt.store.js';
import {
  findCollection,
  insertCollection,
  type CollectionRow,
  type NewCollection,
} from './collection.store.js';
import { insertMandate } from './mandate.store.js';
import { SettleCollection } from './settle-collection.js';

jest.setTimeout(90_000);

let desk: LendingDesk;
let tenant: Tenant;
let system: TenantContext;
let settle: SettleCollection;
let carryOut: CarryOutCollection;

beforeAll(async () => {
  desk = await LendingDesk.open();
  tenant = await desk.aTenant();
  system = systemContext(tenant.id, tenant.finance.environment, 'test');
  settle = desk.service.get(SettleCollection);
  carryOut = desk.service.get(CarryOutCollection);
});
afterAll(() => desk.close());

const again = '2026-01-01T00:00:00.000Z' as Instant;

function within<Answer>(work: (transaction: TenantTransaction) => Promise<Answer>): Promise<Answer> {
  return desk.database.transaction(system, work);
}

/** A loan of 1,000.00 whose borrower has given a mandate, with a collection of 100.00 that is not made yet. */
async function wanted(more: Partial<NewCollection> = {}): Promise<NewCollection> {
  const lineId = await desk.aLine(tenant, 200_000n);
  // What a reversal lives again.
  await desk.admin.query(`UPDATE lending.credit_line SET terms = '{"termDays": 30}' WHERE id = $1`, [lineId]);
  const loanId = await desk.aLoan(tenant, lineId, 100_000n);
  const { rows } = await desk.admin.query<{ borrower_id: string }>(
    'SELECT borrower_id FROM lending.loan WHERE id = $1',
    [loanId],
  );
  const mandateId = newId('mandate');
  const borrowerId = rows[0]?.borrower_id ?? '';
  await within((transaction) =>
    insertMandate(transaction, { id: mandateId, borrowerId, reference: 'M', account: 'a', validUntil: null }),
  );
  return {
    id: newId('collection'),
    loanId,
    mandateId,
    kind: 'REQUESTED',
    amountMinor: 10_000n,
    currency: CNY,
    askedOn: today,
    expiresOn: addDays(today, 14),
    tryNumber: 1,
    previousId: null,
    ...more,
  };
}

/** One that the bank may have. */
async function aSentOne(): Promise<NewCollection> {
  const collection = await wanted();
  await within((transaction) => insertCollection(transaction, collection));
  await within((transaction) => claimCollection(transaction, collection.id, 0, again));
  return collection;
}

async function found(id: string): Promise<CollectionRow> {
  const row = await within((transaction) => findCollection(transaction, id));
  if (!row) throw new Error('there is no collection');
  return row;
}

/** Payments noted under its reference, repayments that stand, and what is left of the loan. */
async function moneyOf({ id, loanId }: NewCollection): Promise<[number, number, string]> {
  const { rows } = await desk.admin.query<{ payments: number; repayments: number; outstanding: string }>(
    `SELECT (SELECT count(*)::integer FROM lending.incoming_payment WHERE bank_reference = $1) AS payments,
            (SELECT count(*)::integer FROM lending.repayment WHERE loan_id = $2 AND reversal_id IS NULL) AS repayments,
            (SELECT outstanding_minor::text FROM lending.loan WHERE id = $2) AS outstanding`,
    [id, loanId],
  );
  const [row] = rows;
  return [row?.payments ?? -1, row?.repayments ?? -1, row?.outstanding ?? ''];
}

describe('a collection', () => {
  it('is the only one of its loan that is under way, of many that are asked for at one moment', async () => {
    const first = await wanted();
    const made = await Promise.all(
      Array.from({ length: 8 }, () =>
        within((transaction) => insertCollection(transaction, { ...first, id: newId('collection') })),
      ),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  it('is followed by one further try, whoever makes it', async () => {
    const failed = await aSentOne();
    await settle.rejected(system, failed.id, 'INSUFFICIENT_FUNDS');
    const next = { ...failed, kind: 'AUTOMATIC' as const, tryNumber: 2, previousId: failed.id };
    const made = await Promise.all(
      [1, 2, 3, 4].map((days) =>
        within((transaction) =>
          insertCollection(transaction, { ...next, id: newId('collection'), askedOn: addDays(today, days) }),
        ),
      ),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  it('is given by one of many who would, and believed of the last who did', async () => {
    const { id } = await aSentOne();
    const claims = await Promise.all(
      Array.from({ length: 6 }, () => within((transaction) => claimCollection(transaction, id, 1, again))),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    // Whoever claimed it first says late that not one byte left: another has given it since.
    const late = {
      status: 'PENDING',
      claims: 1,
      calls: 0,
      outcome: 'UNREACHABLE',
      nextAttemptAt: again,
    } as const;
    await within((transaction) => noteCollection(transaction, id, late));
    expect(await found(id)).toMatchObject({ status: 'SENT', given: true, claims: 2 });
    await within((transaction) => noteCollection(transaction, id, { ...late, claims: 2 }));
    expect(await found(id)).toMatchObject({ status: 'PENDING', given: false, lastOutcome: 'UNREACHABLE' });
  });

  it('has one end of all that are written at one moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      const collection = await aSentOne();
      const { id } = collection;
      const ends = await Promise.all([
        settle.collected(system, id),
        settle.rejected(system, id, 'ACCOUNT_CLOSED'),
        settle.collected(system, id),
        settle.cancelled(system, id, 'never mind'),
        settle.rejected(system, id, 'ACCOUNT_CLOSED'),
      ]);
      expect(ends.filter(Boolean)).toHaveLength(1);
      const { status } = await found(id);
      expect((await moneyOf(collection))[0]).toBe(status === 'COLLECTED' ? 1 : 0);
    }
  });
});

describe('its money', () => {
  it('is booked once, whoever books it and whoever tells of it', async () => {
    const collection = await aSentOne();
    const { id, loanId } = collection;
    const record = desk.service.get(RecordIncomingPayment);
    const tell = (key: string) =>
      record.run(system, {
        idempotencyKey: key,
        bankReference: id,
        reference: 'whatever the payer wrote',
        amount: { amount: '100.00', currency: 'CNY' },
      } as Parameters<RecordIncomingPayment['run']>[1]);
    const work = [
      ...['a', 'b', 'c'].map((key) => tell(`${loanId} ${key}`)),
      ...[1, 2, 3].map(async () => {
        await settle.collected(system, id);
        await carryOut.advance(system, id);
      }),
    ];
    await Promise.all(work);
    await carryOut.advance(system, id);
    expect(await found(id)).toMatchObject({
      status: 'COLLECTED',
      paymentStatus: 'MATCHED',
      isFinished: true,
    });
    expect(await moneyOf(collection)).toEqual([1, 1, '90000']);
  });

  it('that goes back is out of the loan again, however it is learnt', async () => {
    const collection = await aSentOne();
    const { id } = collection;
    await settle.collected(system, id);
    await carryOut.advance(system, id);
    expect(await moneyOf(collection)).toEqual([1, 1, '90000']);
    const ends = await Promise.all([1, 2, 3].map(() => settle.returned(system, id, 'DEBIT_DISPUTED')));
    expect(ends.filter(Boolean)).toHaveLength(1);
    await Promise.all([carryOut.advance(system, id), carryOut.advance(system, id)]);
    expect(await found(id)).toMatchObject({
      status: 'RETURNED',
      paymentStatus: 'RETURNED',
      isFinished: true,
    });
    expect(await moneyOf(collection)).toEqual([1, 0, '100000']);
  });

  it('that goes back before it was booked never is', async () => {
    const collection = await aSentOne();
    await settle.collected(system, collection.id);
    await settle.returned(system, collection.id, 'DEBIT_DISPUTED');
    await carryOut.advance(system, collection.id);
    expect(await found(collection.id)).toMatchObject({ status: 'RETURNED', isFinished: true });
    const [payments, repayments, outstanding] = await moneyOf(collection);
    expect([payments, repayments, outstanding]).toEqual([1, 0, '100000']);
  });
});
