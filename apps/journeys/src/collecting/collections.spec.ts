import { yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { findingsInTheEnd } from '../harness/drawing.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { misbehave } from '../harness/sandbox-bank.fixture.js';
import {
  advance,
  aLoanWithMandate,
  collect,
  collectionBook,
  collectionOf,
  collectionsOf,
  outstandingOf,
  untilEnded,
} from './collecting.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
/** A change that nobody waits for is told by the tenant's sweep. */
const sweepsWithinMs = 60_000;
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterEach(() => misbehave(platform));
afterAll(destroyPlatforms);

async function reasonOf(mutation: string, input: Record<string, unknown>): Promise<string> {
  return (await bank.lender.refusalOf(mutation, input)).extensions.reason;
}

describe('money that is taken from an account', () => {
  it('becomes a repayment once, however often it is asked for and whoever tells of it', async () => {
    const loanId = await aLoanWithMandate(bank, 'once', '1000.00');
    const asked = await Promise.all(Array.from({ length: 4 }, () => collect(bank, loanId, 'once', '300.00')));
    const id = asked[0]?.id ?? '';
    expect(new Set(asked.map((each) => each.id))).toEqual(new Set([id]));
    const collected = await untilEnded(bank, id);
    expect(collected).toMatchObject({ status: 'COLLECTED', attempts: 1, repayment: { reversed: false } });
    expect(await outstandingOf(bank, loanId)).toBe('700.00');
    // The bank's notice of the same money, with whatever the payer wrote.
    const notice = {
      idempotencyKey: 'n',
      bankReference: id,
      reference: 'direct debit',
      amount: yuan('300.00'),
    };
    expect(await bank.lender.do('recordIncomingPayment', notice, 'status repayment { id }')).toEqual({
      status: 'MATCHED',
      repayment: { id: collected.repayment?.id },
    });
    expect(
      await reasonOf('recordIncomingPayment', { ...notice, idempotencyKey: 'n2', amount: yuan('1.00') }),
    ).toBe('IDEMPOTENCY_CONFLICT');
    // The bank's statement tells of it under the same reference.
    const { statements } = await bank.owner.do<{ statements: { id: string }[] }>(
      'importBankStatement',
      {
        idempotencyKey: 'statement',
        format: 'CSV',
        reference: 'of the collection',
        content: `reference,bookedOn,amount,currency\n${id},${await booksStandAt()},300.00,CNY`,
      },
      'statements { id }',
    );
    const { reconciliation } = await bank.owner.ask<{ reconciliation: { items: { edges: unknown } } }>(
      'query ($id: ID!) { reconciliation(statementId: $id) { items(first: 50) { edges { node { kind reference } } } } }',
      { id: statements[0]?.id },
    );
    expect(JSON.stringify(reconciliation)).toContain(`{"kind":"MATCHED","reference":"${id}"}`);
    expect(await outstandingOf(bank, loanId)).toBe('700.00');
    expect((await collectionBook(platform)).filter(({ reference }) => reference === id)).toHaveLength(1);
  });

  it('is told of by a notice before the bank has answered, and is booked once', async () => {
    await misbehave(platform, { takeAndNotAnswerShare: 1, askFailShare: 1 });
    const loanId = await aLoanWithMandateQuietly('notice', '500.00');
    const { id } = await collect(bank, loanId, 'notice', '200.00');
    await eventually(10_000, async () =>
      (await collectionBook(platform)).some(({ reference }) => reference === id) ? true : undefined,
    );
    const notice = { idempotencyKey: 'told', bankReference: id, reference: loanId, amount: yuan('200.00') };
    await bank.lender.do('recordIncomingPayment', notice, 'status');
    await misbehave(platform);
    expect(await untilEnded(bank, id)).toMatchObject({ status: 'COLLECTED' });
    expect(await outstandingOf(bank, loanId)).toBe('300.00');
  });

  it('that the loan does not take any more is kept, and somebody has to look', async () => {
    const loanId = await aLoanWithMandate(bank, 'overtaken', '500.00');
    await misbehave(platform, { paidAfterMs: 1_500 });
    const { id } = await collect(bank, loanId, 'overtaken', '400.00');
    await bank.lender.do('repay', { idempotencyKey: 'overtakes', loanId, amount: yuan('300.00') }, 'id');
    await misbehave(platform);
    await eventually(20_000, async () =>
      (await collectionOf(bank, id)).status === 'COLLECTED' ? true : undefined,
    );
    await eventually(5_000, async () => ((await collectionOf(bank, id)).needsAttention ? true : undefined));
    const query = `{ collections(first: 10, needsAttention: true) { edges { node { id } } }
      incomingPayments(first: 10, status: UNMATCHED) { edges { node { bankReference problem } } } }`;
    expect(await bank.lender.ask(query)).toEqual({
      collections: { edges: [{ node: { id } }] },
      incomingPayments: { edges: [{ node: { bankReference: id, problem: 'REPAYMENT_EXCEEDS_DEBT' } }] },
    });
    // It goes back: nothing was booked, and nothing is any more.
    await bank.lender.do(
      'recordReturnedDebit',
      { idempotencyKey: 'rather back', collectionId: id, reason: 'too much' },
      'id',
    );
    expect(await collectionOf(bank, id)).toMatchObject({
      status: 'RETURNED',
      needsAttention: false,
      repayment: null,
    });
    expect(await outstandingOf(bank, loanId)).toBe('200.00');
  });

  it('that goes back is taken out of the loan again, once', async () => {
    const loanId = await aLoanWithMandate(bank, 'back', '1000.00');
    const { id } = await collect(bank, loanId, 'back', '400.00');
    await untilEnded(bank, id);
    const input = { idempotencyKey: 'returned', collectionId: id, reason: 'disputed by the payer' };
    const returned = await Promise.all(
      [1, 2].map(() => bank.lender.do('recordReturnedDebit', input, 'status failure repayment { reversed }')),
    );
    expect(returned[0]).toEqual({
      status: 'RETURNED',
      failure: 'disputed by the payer',
      repayment: { reversed: true },
    });
    expect(await outstandingOf(bank, loanId)).toBe('1000.00');
    expect(await reasonOf('recordReturnedDebit', { ...input, idempotencyKey: 'again' })).toBe(
      'STATE_CONFLICT',
    );
    // A notice that comes late books nothing.
    const notice = { idempotencyKey: 'late', bankReference: id, reference: loanId, amount: yuan('400.00') };
    expect(await bank.lender.do('recordIncomingPayment', notice, 'status')).toEqual({ status: 'RETURNED' });
    expect(await outstandingOf(bank, loanId)).toBe('1000.00');
  });

  it('that goes back in silence is found out at the day’s end', async () => {
    const loanId = await aLoanWithMandate(bank, 'silent', '1000.00');
    const { id } = await collect(bank, loanId, 'silent', '400.00');
    await untilEnded(bank, id);
    await fetch(`${platform.ready.urls.sandboxBank}/collections/${id}/return`, { method: 'POST' });
    await advance(bank, 1, 'a day later');
    await eventually(20_000, async () =>
      (await collectionOf(bank, id)).repayment?.reversed ? true : undefined,
    );
    expect(await collectionOf(bank, id)).toMatchObject({ status: 'RETURNED', failure: 'DEBIT_DISPUTED' });
    expect(await outstandingOf(bank, loanId)).toBe('1000.00');
  });

  it('was noted by a process that did not live to book it, and is booked by another', async () => {
    const loanId = await aLoanWithMandate(bank, 'noted', '1000.00');
    const scope = `'${bank.id}', 'sandbox', 'inpay_${loanId.slice(5)}'`;
    await queryAll(
      platform,
      `INSERT INTO lending.incoming_payment (tenant_id, environment, id, bank_reference, loan_id, amount_minor, currency, status, received_at)
       VALUES (${scope}, 'B-noted', $1, 12300, 'CNY', 'RECEIVED', now() - interval '1 minute')`,
      [loanId],
    );
    await eventually(40_000, async () =>
      (await outstandingOf(bank, loanId)) === '877.00' ? true : undefined,
    );
  });

  it('went back before we knew that it was taken: nothing is booked', async () => {
    const loanId = await aLoanWithMandate(bank, 'unseen', '1000.00');
    await misbehave(platform, { takeAndNotAnswerShare: 1, askFailShare: 1 });
    const { id } = await collect(bank, loanId, 'unseen', '400.00');
    const giveBack = () =>
      fetch(`${platform.ready.urls.sandboxBank}/collections/${id}/return`, { method: 'POST' });
    await eventually(10_000, async () => ((await giveBack()).ok ? true : undefined));
    await misbehave(platform);
    expect(await untilEnded(bank, id)).toMatchObject({
      status: 'RETURNED',
      failure: 'DEBIT_DISPUTED',
      repayment: null,
    });
    expect(await outstandingOf(bank, loanId)).toBe('1000.00');
  });
});

describe('what falls due', () => {
  it('is collected by itself on its day, tried again for want of funds, and never twice', async () => {
    await bank.owner.do(
      'setCollectionPolicy',
      { idempotencyKey: 'policy', productId: bank.productId, automatic: true, retryAfterDays: [1, 2] },
      'automatic',
    );
    const loanId = await aLoanWithMandate(bank, 'due', '1000.00');
    await misbehave(platform, { insufficientFundsShare: 1 });
    await advance(bank, 30, 'to the due day');
    const untilTried = (tryNumber: number, status: string) =>
      eventually(20_000, async () =>
        (await collectionsOf(bank, { loanId, status })).find((each) => each.tryNumber === tryNumber),
      );
    expect(await untilTried(1, 'REJECTED')).toMatchObject({
      kind: 'AUTOMATIC',
      failure: 'INSUFFICIENT_FUNDS',
    });
    await advance(bank, 1, 'the day after');
    const second = await untilTried(2, 'REJECTED');
    expect(second.retryOn).not.toBeNull();
    await misbehave(platform);
    await advance(bank, 1, 'not yet');
    expect(await collectionsOf(bank, { loanId })).toHaveLength(2);
    await advance(bank, 1, 'the third try');
    expect(await untilTried(3, 'COLLECTED')).toMatchObject({ kind: 'AUTOMATIC' });
    await advance(bank, 3, 'and on');
    expect(await collectionsOf(bank, { loanId })).toHaveLength(3);
    await eventually(10_000, async () => ((await outstandingOf(bank, loanId)) === '0.00' ? true : undefined));
    const taken = (await collectionBook(platform)).filter(({ status }) => status === 'COLLECTED');
    expect(new Set(taken.map(({ reference }) => reference)).size).toBe(taken.length);
  });
});

it('leaves books that balance and agree with the bank', async () => {
  expect(await findingsInTheEnd(platform, sweepsWithinMs)).toEqual([]);
});

/** A loan that is paid out though the bank misbehaves for collections. */
async function aLoanWithMandateQuietly(reference: string, amount: string): Promise<string> {
  await misbehave(platform);
  const loanId = await aLoanWithMandate(bank, reference, amount);
  await misbehave(platform, { takeAndNotAnswerShare: 1, askFailShare: 1 });
  return loanId;
}

async function booksStandAt(): Promise<string> {
  return (await bank.lender.ask<{ businessDate: string }>('{ businessDate }')).businessDate;
}
