import { aLoan, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { findingsInTheEnd } from '../harness/drawing.fixture.js';
import type { Caller } from '../harness/caller.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { advance, aLineWithMandate, collectionsOf, untilEnded } from './collecting.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;
let borrowerId: string;
let loanId: string;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  const policy = {
    idempotencyKey: 'policy',
    automatic: true,
    retryAfterDays: [1, 1, 1, 1, 1, 1],
    caseFromBucket: 'M1',
  };
  await bank.owner.do('setCollectionPolicy', policy, 'caseFromBucket');
  const line = await aLineWithMandate(bank, 'Wang');
  borrowerId = line.borrowerId;
  loanId = await aLoan(bank, line.lineId, '1000.00', 'draw');
});
afterAll(destroyPlatforms);

interface Case {
  readonly id: string;
  readonly status: string;
  readonly openedBucket: string;
  readonly assignedTo: string | null;
  readonly endedAs: string | null;
  readonly entries: readonly {
    kind: string;
    channel: string | null;
    outcome: string | null;
    text: string | null;
  }[];
  readonly promises: readonly {
    status: string;
    amount: { amount: string };
    received: { amount: string };
    dueOn: string;
  }[];
}

const shown = `id status openedBucket assignedTo endedAs entries { kind channel outcome text }
  promises { status amount { amount } received { amount } dueOn }`;

async function casesOf(filter = 'status: OPEN'): Promise<Case[]> {
  const { collectionCases } = await bank.riskOfficer.ask<{ collectionCases: { edges: { node: Case }[] } }>(
    `query ($id: ID!) { collectionCases(first: 10, loanId: $id, ${filter}) { edges { node { ${shown} } } } }`,
    { id: loanId },
  );
  return collectionCases.edges.map(({ node }) => node);
}

async function theCase(): Promise<Case> {
  const [found] = await casesOf();
  if (!found) throw new Error('there is no case');
  return found;
}

function work(mutation: string, input: Record<string, unknown>): Promise<Case> {
  return bank.riskOfficer.do<Case>(mutation, input, shown);
}

async function refusal(mutation: string, input: Record<string, unknown>): Promise<string> {
  return (await bank.riskOfficer.refusalOf(mutation, input)).extensions.reason;
}

async function refuseForWantOfFunds(isOn: boolean): Promise<void> {
  const body = JSON.stringify(isOn ? { insufficientFundsShare: 1 } : {});
  await fetch(`${platform.ready.urls.sandboxBank}/faults`, { method: 'PUT', body });
}

async function lastCollection() {
  const all = await collectionsOf(bank, { loanId });
  const last = all.at(-1);
  if (!last) throw new Error('nothing was collected');
  return untilEnded(bank, last.id);
}

async function today(): Promise<string> {
  return (await bank.lender.ask<{ businessDate: string }>('{ businessDate }')).businessDate;
}

/** By which audit records name somebody. */
function accountOf({ credentials }: Caller): string {
  return 'username' in credentials ? credentials.username : credentials.clientId;
}

function later(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

it('is opened when a day’s end finds the loan in the bucket, once', async () => {
  await refuseForWantOfFunds(true);
  await advance(bank, 30, 'to the due day');
  expect(await lastCollection()).toMatchObject({ status: 'REJECTED', tryNumber: 1 });
  expect(await casesOf()).toEqual([]);
  await advance(bank, 2, 'past it');
  expect(await theCase()).toMatchObject({ status: 'OPEN', openedBucket: 'M1', assignedTo: null });
  await advance(bank, 1, 'and on');
  expect(await casesOf()).toHaveLength(1);
  expect(await lastCollection()).toMatchObject({ status: 'REJECTED' });
});

it('is given to somebody, who writes down what was tried', async () => {
  const { id: caseId } = await theCase();
  const assigned = await work('assignCollectionCase', { idempotencyKey: 'mine', caseId });
  expect(assigned.assignedTo).toBe(accountOf(bank.riskOfficer));
  const given = { idempotencyKey: 'given', caseId, assignee: accountOf(bank.riskOfficer) };
  expect(await work('assignCollectionCase', given)).toMatchObject({ assignedTo: given.assignee });
  await work('addCaseNote', { idempotencyKey: 'note', caseId, text: 'Wang Wei moved to Ningbo' });
  const contact = {
    idempotencyKey: 'call',
    caseId,
    channel: 'PHONE',
    outcome: 'REACHED',
    text: 'will pay soon',
  };
  await work('recordContactAttempt', contact);
  expect((await work('recordContactAttempt', contact)).entries).toEqual([
    { kind: 'CONTACT', channel: 'PHONE', outcome: 'REACHED', text: 'will pay soon' },
    { kind: 'NOTE', channel: null, outcome: null, text: 'Wang Wei moved to Ningbo' },
  ]);
  const texts = await queryAll(platform, 'SELECT text FROM lending.case_entry');
  expect(texts.filter((row) => !/^fx1\./.test(row['text'] ?? ''))).toEqual([]);
  const audited = await queryAll(
    platform,
    "SELECT before::text || after::text AS said FROM audit.event WHERE subject_kind = 'collectionCase'",
  );
  expect(JSON.stringify(audited)).not.toMatch(/Ningbo|will pay/);
});

it('shows how the borrower is reached only with their consent to it, and records that', async () => {
  const { id } = await theCase();
  const query = 'query ($id: ID!) { collectionContact(caseId: $id) { id name phone } }';
  const borrower = {
    reference: 'Wang',
    attributes: { region: 'north', sex: 'f' },
    name: 'Wang Wei',
    phone: '13812345678',
  };
  await bank.lender.do(
    'importBorrowers',
    { idempotencyKey: 'known better', borrowers: [borrower] },
    '__typename',
  );
  const refused = await bank.riskOfficer.send(query, { id });
  expect(refused.errors[0]?.extensions).toMatchObject({
    code: 'CONSENT_REQUIRED',
    details: { purpose: 'COLLECTION' },
  });
  const consent = {
    idempotencyKey: 'consent',
    borrowerId,
    purpose: 'COLLECTION',
    textVersion: '2026-01',
    proof: 'form 7',
  };
  await bank.lender.do('grantConsent', consent, 'id');
  const contact = { id: borrowerId, name: 'Wang Wei', phone: '+8613812345678' };
  expect(await bank.riskOfficer.ask(query, { id })).toEqual({ collectionContact: contact });
  expect((await bank.lender.send(query, { id })).errors[0]?.extensions.reason).toBe('FORBIDDEN');
  const reads = await queryAll(
    platform,
    "SELECT id FROM audit.event WHERE subject_kind = 'collectionContact'",
  );
  expect(reads.length).toBeGreaterThan(0);
});

it('holds a promise, which holds collecting back until it is broken', async () => {
  const { id: caseId } = await theCase();
  const dueOn = later(await today(), 1);
  const promised = { idempotencyKey: 'promise', caseId, amount: yuan('300.00'), dueOn };
  expect((await work('recordPromiseToPay', promised)).promises).toMatchObject([{ status: 'OPEN', dueOn }]);
  const before = (await collectionsOf(bank, { loanId })).length;
  await bank.lender.do('repay', { idempotencyKey: 'a part', loanId, amount: yuan('299.99') }, 'id');
  await advance(bank, 1, 'the promised day');
  expect((await theCase()).promises).toMatchObject([{ status: 'OPEN', received: { amount: '299.99' } }]);
  expect(await collectionsOf(bank, { loanId })).toHaveLength(before);
  await advance(bank, 1, 'the day after');
  expect((await theCase()).promises).toMatchObject([{ status: 'BROKEN', received: { amount: '299.99' } }]);
  expect((await collectionsOf(bank, { loanId })).length).toBe(before + 1);
  expect(await lastCollection()).toMatchObject({ status: 'REJECTED' });
});

it('finds a promise kept as soon as the money is there, and not by money that went back', async () => {
  const { id: caseId } = await theCase();
  const dueOn = later(await today(), 3);
  await work('recordPromiseToPay', { idempotencyKey: 'p1', caseId, amount: yuan('50.00'), dueOn });
  await work('recordPromiseToPay', { idempotencyKey: 'p2', caseId, amount: yuan('100.00'), dueOn });
  const { id } = await bank.lender.do<{ id: string }>(
    'repay',
    { idempotencyKey: 'mistake', loanId, amount: yuan('100.00') },
    'id',
  );
  await bank.lender.do(
    'reverseRepayment',
    { idempotencyKey: 'undo', repaymentId: id, reason: 'a mistake' },
    'id',
  );
  await advance(bank, 1, 'nothing came');
  expect((await theCase()).promises.map(({ status }) => status)).toEqual(['OPEN', 'WITHDRAWN', 'BROKEN']);
  await bank.lender.do('repay', { idempotencyKey: 'kept', loanId, amount: yuan('100.00') }, 'id');
  await advance(bank, 1, 'it came');
  expect((await theCase()).promises.map(({ status }) => status)).toEqual(['KEPT', 'WITHDRAWN', 'BROKEN']);
});

it('refuses wrong input by a code', async () => {
  const { id: caseId } = await theCase();
  const key = { idempotencyKey: 'wrong', caseId };
  const promise = { ...key, amount: yuan('1.00'), dueOn: await today() };
  const wrong: [string, Record<string, unknown>, string][] = [
    ['addCaseNote', { ...key, text: ' ' }, 'INPUT_INVALID'],
    ['addCaseNote', { ...key, text: 'x'.repeat(2_001) }, 'INPUT_INVALID'],
    ['addCaseNote', { ...key, caseId: 'case_none', text: 'x' }, 'NOT_FOUND'],
    ['assignCollectionCase', { ...key, assignee: 'two words' }, 'ASSIGNEE_UNFIT'],
    ['assignCollectionCase', { ...key, assignee: '' }, 'ASSIGNEE_UNFIT'],
    // Of the bank, and not one who works on cases; a program; of nobody.
    ['assignCollectionCase', { ...key, assignee: accountOf(bank.productManager) }, 'ASSIGNEE_UNFIT'],
    ['assignCollectionCase', { ...key, assignee: bank.clientId }, 'ASSIGNEE_UNFIT'],
    ['assignCollectionCase', { ...key, assignee: 'nobody' }, 'ASSIGNEE_UNFIT'],
    ['recordPromiseToPay', { ...promise, amount: yuan('0.00') }, 'AMOUNT_NOT_POSITIVE'],
    ['recordPromiseToPay', { ...promise, amount: { amount: '1.00', currency: 'USD' } }, 'CURRENCY_MISMATCH'],
    ['recordPromiseToPay', { ...promise, dueOn: '2020-01-01' }, 'BUSINESS_DATE_PASSED'],
    ['recordPromiseToPay', { ...promise, dueOn: '2099-01-01' }, 'INPUT_INVALID'],
    ['recordPromiseToPay', { ...promise, dueOn: '2026-02-30' }, 'DATE_MALFORMED'],
    ['closeCollectionCase', { ...key, reason: '' }, 'INPUT_INVALID'],
  ];
  for (const [mutation, input, reason] of wrong)
    expect([mutation, input, await refusal(mutation, input)]).toEqual([mutation, input, reason]);
  expect((await bank.lender.refusalOf('addCaseNote', { ...key, text: 'x' })).extensions.reason).toBe(
    'FORBIDDEN',
  );
});

it('is closed when the loan is good again, and then takes nothing down any more', async () => {
  const { id: caseId } = await theCase();
  await refuseForWantOfFunds(false);
  const { quoteRepayment } = await bank.lender.ask<{ quoteRepayment: { total: { amount: string } } }>(
    'query ($id: ID!) { quoteRepayment(loanId: $id) { total { amount } } }',
    { id: loanId },
  );
  await bank.lender.do(
    'repay',
    { idempotencyKey: 'all', loanId, amount: yuan(quoteRepayment.total.amount) },
    'id',
  );
  await advance(bank, 1, 'the end');
  expect(await casesOf('status: CLOSED')).toMatchObject([
    { id: caseId, status: 'CLOSED', endedAs: 'REPAID' },
  ]);
  expect(await refusal('addCaseNote', { idempotencyKey: 'late', caseId, text: 'x' })).toBe('STATE_CONFLICT');
  const contact = await bank.riskOfficer.send(
    'query ($id: ID!) { collectionContact(caseId: $id) { phone } }',
    { id: caseId },
  );
  expect(contact.errors[0]?.extensions.reason).toBe('STATE_CONFLICT');
});

it('shows the borrower all of it when they ask', async () => {
  const request = { idempotencyKey: 'access', borrowerId, kind: 'PORTABILITY' };
  const { id } = await bank.lender.do<{ id: string }>('openSubjectRequest', request, 'id');
  const completed = await bank.owner.do<Record<string, unknown>>(
    'completeSubjectRequest',
    { subjectRequestId: id },
    'answer',
  );
  const text = JSON.stringify(completed);
  for (const kept of ['account Wang', 'moved to Ningbo', 'will pay soon', 'INSUFFICIENT_FUNDS'])
    expect(text).toContain(kept);
});

it('leaves nothing of the borrower once they are erased', async () => {
  const request = { idempotencyKey: 'erase', borrowerId, kind: 'ERASURE' };
  const { id } = await bank.lender.do<{ id: string }>('openSubjectRequest', request, 'id');
  await bank.owner.do('completeSubjectRequest', { subjectRequestId: id }, 'status');
  const rows = await queryAll(
    platform,
    `SELECT text AS kept FROM lending.case_entry WHERE text IS NOT NULL
     UNION ALL SELECT account FROM lending.mandate WHERE account IS NOT NULL OR status = 'ACTIVE'`,
  );
  expect(rows).toEqual([]);
  expect(await findingsInTheEnd(platform, 60_000)).toEqual([]);
});
