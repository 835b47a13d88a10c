import { aBorrower, aLine, aLoan, apply, payments, yuan, type Line } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings, queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';

jest.setTimeout(180_000);
const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

interface Request {
  readonly id: string;
  readonly status: string;
  readonly openedAt: string;
  readonly dueAt: string;
  readonly isOverdue: boolean;
  readonly handledBy: string | null;
  readonly result: Record<string, unknown>;
}
const shown = 'id status openedAt dueAt isOverdue handledBy result';

const open = (borrowerId: string, kind: string, more: object = {}) =>
  bank.lender.do<Request>(
    'openSubjectRequest',
    { idempotencyKey: `${kind} ${borrowerId}`, borrowerId, kind, ...more },
    shown,
  );
const complete = <Answer>(subjectRequestId: string) =>
  bank.owner.do<Request & { answer: Answer }>(
    'completeSubjectRequest',
    { subjectRequestId },
    `${shown} answer`,
  );

describe('a borrower who asks for their data', () => {
  let line: Line;

  it('gets all of them from every service, as one document', async () => {
    line = await aLine(bank, 'Wang');
    await aLoan(bank, line.lineId, '1000.00', 'loan of Wang');
    const request = await open(line.borrowerId, 'PORTABILITY');
    expect(request).toMatchObject({ status: 'OPEN', isOverdue: false, handledBy: null });
    const days = (Date.parse(request.dueAt) - Date.parse(request.openedAt)) / 86_400_000;
    expect(days).toBeGreaterThanOrEqual(19);
    expect(days).toBeLessThanOrEqual(23);
    const { status, answer, result } = await complete<Record<string, Record<string, unknown[]>>>(request.id);
    expect(status).toBe('COMPLETED');
    expect(answer).toMatchObject({
      format: 'fanxing-subject-export/1',
      borrowerId: line.borrowerId,
      tenant: { consents: [{ id: line.consentId, purpose: 'CREDIT_DECISION' }] },
      lending: {
        borrower: { reference: 'Wang', attributes: { region: 'north', sex: 'f' } },
        applications: [{ id: line.applicationId, outcome: 'APPROVE' }],
        creditLines: [{ id: line.lineId }],
        loans: [{ principalMinor: '100000', status: 'ACTIVE' }],
      },
      risk: { decisions: [{ id: line.decisionId }] },
    });
    expect(answer['risk']?.['events']).toHaveLength(3);
    expect(answer['billing']?.['usage']).toHaveLength(2);
    expect(result).toMatchObject({
      counts: { 'risk.events': 3, 'lending.loans': 1 },
      digest: expect.any(String),
    });
  });

  it('is answered by nobody who only takes requests in', async () => {
    const request = await open(line.borrowerId, 'ACCESS');
    const refusal = await bank.lender.refusalOf('completeSubjectRequest', { subjectRequestId: request.id });
    expect(refusal.extensions.code).toBe('FORBIDDEN');
  });

  it('can have the decision explained, wrong data put right, and use stopped', async () => {
    const explained = await complete<{ outcome: string }>(
      (await open(line.borrowerId, 'EXPLANATION', { decisionId: line.decisionId })).id,
    );
    expect(explained.answer).toMatchObject({
      decisionId: line.decisionId,
      outcome: 'APPROVE',
      automated: true,
    });
    const correction = await open(line.borrowerId, 'CORRECTION', { correction: { region: 'south' } });
    expect((await complete(correction.id)).result).toEqual({ corrected: 1 });
    const { borrower } = await bank.lender.ask<{ borrower: { attributes: unknown } }>(
      'query ($id: ID!) { borrower(id: $id) { attributes } }',
      { id: line.borrowerId },
    );
    expect(borrower.attributes).toEqual({ region: 'south', sex: 'f' });
    await complete((await open(line.borrowerId, 'RESTRICTION')).id);
    const again = { idempotencyKey: 'restricted', borrowerId: line.borrowerId, productId: bank.productId };
    expect((await bank.lender.refusalOf('applyForCredit', again)).extensions.code).toBe('CONSENT_REQUIRED');
    await bank.owner.do('liftRestriction', { borrowerId: line.borrowerId }, 'borrowerId');
    expect(await bank.lender.do('applyForCredit', again, 'status')).toEqual({ status: 'APPROVED' });
  });

  it('can be refused with a reason, and found by state', async () => {
    const { id } = await aBorrower(bank, 'Zheng');
    const request = await open(id, 'ACCESS');
    const reason = {
      subjectRequestId: request.id,
      reason: 'IDENTITY_NOT_PROVEN',
      note: 'come with your document',
    };
    expect(await bank.owner.do('rejectSubjectRequest', reason, 'status rejection rejectionNote')).toEqual({
      status: 'REJECTED',
      rejection: 'IDENTITY_NOT_PROVEN',
      rejectionNote: 'come with your document',
    });
    const { subjectRequests } = await bank.lender.ask<{
      subjectRequests: { edges: { node: { id: string } }[] };
    }>('query ($id: ID!) { subjectRequests(borrowerId: $id, status: REJECTED) { edges { node { id } } } }', {
      id,
    });
    expect(subjectRequests.edges).toEqual([{ node: { id: request.id } }]);
    const late = await bank.owner.refusalOf('completeSubjectRequest', { subjectRequestId: request.id });
    expect(late.extensions.reason).toBe('STATE_CONFLICT');
  });
});

describe('a borrower who asks to be erased', () => {
  const canary = 'canary-8f2e';
  let line: Line;
  let loanId: string;
  let requestId: string;

  it('is not erased while something is owed', async () => {
    line = await aLine(bank, canary);
    await bank.lender.do(
      'grantConsent',
      {
        idempotencyKey: 'evidence',
        borrowerId: line.borrowerId,
        purpose: 'TEXT_ANALYSIS',
        textVersion: '2026-01',
        proof: `form of ${canary}`,
        evidence: { method: 'PAPER', signedAt: '2026-11-01T00:00:00Z', content: `signed ${canary}` },
      },
      'id',
    );
    const post = {
      ...payments(line.borrowerId, canary, 1)[0],
      id: 'post',
      kind: 'post',
      fields: { text: canary },
    };
    await bank.lender.do('ingestEvents', { events: [post] }, 'accepted');
    loanId = await aLoan(bank, line.lineId, '1000.00', `draw ${canary}`);
    requestId = (await open(line.borrowerId, 'ERASURE', { details: `please, ${canary}` })).id;
    const refusal = await bank.owner.refusalOf('completeSubjectRequest', { subjectRequestId: requestId });
    expect(refusal.extensions).toMatchObject({ reason: 'LOAN_OPEN', details: { loans: 1 } });
    const { subjectRequest } = await bank.owner.ask<{ subjectRequest: { status: string } }>(
      'query ($id: ID!) { subjectRequest(id: $id) { status } }',
      { id: requestId },
    );
    expect(subjectRequest.status).toBe('OPEN');
  });

  it('is erased with a certificate once all is repaid', async () => {
    await bank.lender.do(
      'repay',
      { idempotencyKey: `repay ${canary}`, loanId, amount: yuan('1000.00') },
      'id',
    );
    const { status, result, handledBy } = await complete(requestId);
    expect(status).toBe('COMPLETED');
    expect(handledBy).toEqual(expect.any(String));
    expect(result).toMatchObject({
      format: 'fanxing-erasure-certificate/1',
      counts: {
        lending: {
          borrowersErased: 1,
          attributesErased: 2,
          loansKept: 1,
          repaymentsKept: 1,
          creditLinesKept: 1,
        },
        risk: { eventsErased: 4, decisionsEmptied: 1 },
        tenant: { consentsEmptied: 2, evidenceErased: 1 },
      },
      kept: { years: 5 },
      digest: expect.any(String),
    });
    expect((await complete(requestId)).result).toEqual(result);
  });

  it('is nowhere in the database any more, in any column of any table', async () => {
    const tables = await queryAll<{ name: string }>(
      platform,
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname IN ('tenant', 'lending', 'risk', 'billing', 'ledger', 'product', 'audit')`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await queryAll(platform, `SELECT 1 AS hit FROM ${name} AS r WHERE r::text LIKE $1`, [
        `%${canary}%`,
      ]);
      if (rows.length > 0) found.push(name);
    }
    expect(tables.length).toBeGreaterThan(25);
    expect(found).toEqual([]);
  });

  it('is not found, and the reference can be used anew', async () => {
    const { errors } = await bank.lender.send('query ($id: ID!) { borrower(id: $id) { id } }', {
      id: line.borrowerId,
    });
    expect(errors[0]?.extensions.code).toBe('NOT_FOUND');
    for (const [mutation, input] of [
      [
        'grantConsent',
        {
          idempotencyKey: 'x',
          borrowerId: line.borrowerId,
          purpose: 'MARKETING',
          textVersion: '1',
          proof: 'p',
        },
      ],
      ['applyForCredit', { idempotencyKey: 'x', borrowerId: line.borrowerId, productId: bank.productId }],
      ['ingestEvents', { events: payments(line.borrowerId, 'after', 1) }],
      ['openSubjectRequest', { idempotencyKey: 'x', borrowerId: line.borrowerId, kind: 'ACCESS' }],
    ] as const)
      expect((await bank.lender.refusalOf(mutation, input)).extensions.code).toBe('NOT_FOUND');
    const draw = { idempotencyKey: 'x', creditLineId: line.lineId, amount: yuan('500.00') };
    expect((await bank.lender.refusalOf('drawDown', draw)).extensions.code).toBe('CONFLICT');
    const { loan } = await bank.lender.ask<{ loan: unknown }>(
      'query ($id: ID!) { loan(id: $id) { status borrower { reference attributes } } }',
      { id: loanId },
    );
    expect(loan).toEqual({ status: 'CLOSED', borrower: { reference: 'ERASED', attributes: {} } });
    const anew = await aBorrower(bank, canary);
    expect(anew.id).not.toBe(line.borrowerId);
    expect((await apply(bank, anew.id)).status).toBe('APPROVED');
  });

  it('leaves the books as they were', async () => {
    expect(
      (await findings(platform)).filter((finding) => !/a job is left|not published/.test(finding)),
    ).toEqual([]);
  });
});

describe('an erasure that breaks off', () => {
  it('is finished by the sweep when the process comes back', async () => {
    const borrower = await aBorrower(bank, 'Feng');
    const { id } = await open(borrower.id, 'ERASURE');
    // As a process leaves it that dies after the first commit.
    await queryAll(
      platform,
      `UPDATE tenant.subject_request SET status = 'IN_PROGRESS', handled_by = 'who died' WHERE id = $1`,
      [id],
    );
    await queryAll(platform, `SELECT tenant.sweep_later($1, 'sandbox', 1)`, [bank.id]);
    const status = await eventually(20_000, async () => {
      const { subjectRequest } = await bank.owner.ask<{ subjectRequest: { status: string } }>(
        'query ($id: ID!) { subjectRequest(id: $id) { status } }',
        { id },
      );
      return subjectRequest.status === 'COMPLETED' ? subjectRequest.status : undefined;
    });
    expect(status).toBe('COMPLETED');
  });
});

describe('a request that takes too long', () => {
  it('is told of, once, and found as overdue', async () => {
    const { id } = await aBorrower(bank, 'Chen');
    const request = await open(id, 'ACCESS');
    await queryAll(
      platform,
      `UPDATE tenant.subject_request SET due_at = now() - interval '1 minute' WHERE id = $1`,
      [request.id],
    );
    await queryAll(
      platform,
      `SELECT set_config('app.tenant_id', $1, false), set_config('app.environment', 'sandbox', false), tenant.watch_deadlines($1, 'sandbox')`,
      [bank.id],
    );
    await eventually(20_000, async () => {
      const told = await queryAll(
        platform,
        `SELECT id FROM tenant.outbox_event WHERE type = 'tenant.SubjectRequestOverdue' AND payload ->> 'subjectRequestId' = $1`,
        [request.id],
      );
      return told.length > 0 ? told : undefined;
    });
    const { subjectRequests } = await bank.owner.ask<{ subjectRequests: { edges: { node: Request }[] } }>(
      '{ subjectRequests(overdue: true) { edges { node { id isOverdue } } } }',
    );
    expect(subjectRequests.edges).toEqual([{ node: { id: request.id, isOverdue: true } }]);
  });
});
