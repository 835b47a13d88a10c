import { aBorrower, apply, payments } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

const answer = 'accepted duplicates contradictions { eventId correctionId supersededIds }';
const ingest = (...events: object[]) => bank.lender.do('ingestEvents', { events }, answer);

/** The ids and amounts that are read of a borrower now, the oldest first. */
async function readOf(borrowerId: string): Promise<string[][]> {
  const { events } = await bank.lender.ask<{ events: { id: string; amount: { amount: string } }[] }>(
    'query ($id: ID!) { events(borrowerId: $id) { id amount { amount } } }',
    { id: borrowerId },
  );
  return events.reverse().map(({ id, amount }) => [id, amount.amount]);
}

function aPayment(borrowerId: string, id: string, more: object = {}): object {
  return { ...payments(borrowerId, id, 1)[0], id, ...more };
}

const replayOf = (decisionId: string) =>
  bank.lender.do<{ same: boolean; fingerprint: string }>(
    'replayDecision',
    { decisionId },
    'same fingerprint',
  );

it('a decision made again reads what was known then: no late event, no correction', async () => {
  const { id } = await aBorrower(bank, 'late');
  const { decision } = await apply(bank, id);
  const before = await replayOf(decision.id);
  const longAgo = new Date(Date.now() - 20 * 86_400_000).toISOString();
  expect(
    await ingest(
      aPayment(id, 'late-better', { amount: '9150.00', corrects: 'late-0' }),
      aPayment(id, 'late-come', { amount: '70000.00', at: longAgo }),
    ),
  ).toEqual({ accepted: 2, duplicates: 0, contradictions: [] });
  expect(await replayOf(decision.id)).toEqual({ same: true, fingerprint: before.fingerprint });
  expect(await readOf(id)).toEqual([
    ['late-come', '70000.00'],
    ['late-2', '150.00'],
    ['late-1', '150.00'],
    ['late-better', '9150.00'],
  ]);
});

it('of contradictory corrections the one received last counts, and it is told', async () => {
  const { id } = await aBorrower(bank, 'twice', 1);
  await ingest(aPayment(id, 'first', { amount: '1.00', corrects: 'twice-0' }));
  expect(await ingest(aPayment(id, 'second', { amount: '2.00', corrects: 'twice-0' }))).toMatchObject({
    contradictions: [{ eventId: 'twice-0', correctionId: 'second', supersededIds: ['first'] }],
  });
  // A correction of a correction corrects what that one did.
  expect(await ingest(aPayment(id, 'third', { amount: '3.00', corrects: 'first' }))).toMatchObject({
    contradictions: [{ eventId: 'twice-0', correctionId: 'third', supersededIds: ['first', 'second'] }],
  });
  expect(await readOf(id)).toEqual([['third', '3.00']]);
  expect(await ingest(aPayment(id, 'second', { amount: '2.00', corrects: 'twice-0' }))).toEqual({
    accepted: 0,
    duplicates: 1,
    contradictions: [],
  });
  expect(await readOf(id)).toEqual([['third', '3.00']]);
});

it('a correction may come before what it corrects, and in the same batch as another of it', async () => {
  const { id } = await aBorrower(bank, 'early', 0);
  expect(
    await ingest(
      aPayment(id, 'early-first', { amount: '1.00', corrects: 'early-0' }),
      aPayment(id, 'early-second', { amount: '2.00', corrects: 'early-first' }),
    ),
  ).toMatchObject({ contradictions: [{ eventId: 'early-0', supersededIds: ['early-first'] }] });
  await ingest(aPayment(id, 'early-0'));
  expect(await readOf(id)).toEqual([['early-second', '2.00']]);
});

it('nobody corrects another borrower’s event, nor an event itself', async () => {
  const [one, other] = [await aBorrower(bank, 'one', 1), await aBorrower(bank, 'other', 0)];
  const reasonOf = async (more: object) =>
    (await bank.lender.refusalOf('ingestEvents', { events: [aPayment(other.id, 'odd', more)] })).extensions;
  expect(await reasonOf({ corrects: 'one-0' })).toMatchObject({
    code: 'BAD_USER_INPUT',
    reason: 'CORRECTION_MISPLACED',
    path: 'input.events.0.corrects',
  });
  expect(await reasonOf({ corrects: 'odd' })).toMatchObject({ reason: 'INPUT_INVALID' });
  expect(await readOf(one.id)).toEqual([['one-0', '150.00']]);
});
