import { aLine, aLoan, draw, yuan, type Line } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { Caller } from '../harness/caller.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';
import { watchingOf } from '../harness/watching.fixture.js';
import { rulesToTry } from './tried-rules.fixture.js';
import { misbehave } from '../harness/sandbox-bank.fixture.js';

/** A bank that has some of everything that the API lists: at least {@link few} in each list, and a hundred loans. */
export interface LivedInBank {
  readonly bank: Tenant;
  readonly operator: Caller;
  readonly lines: readonly Line[];
  readonly loanIds: readonly string[];
  readonly statementId: string;
  readonly party: string;
  readonly caseIds: readonly string[];
  readonly collectionIds: readonly string[];
  readonly repaymentIds: readonly string[];
  readonly backtestId: string;
}

export const few = 5;
export const loansMax = 100;
const atOnce = 10;
const party = 'second bank';
const purposes = ['CREDIT_DECISION', 'MARKETING', 'TEXT_ANALYSIS', 'LOCATION_ANALYSIS', 'MONITORING'];

export async function aLivedInBank(platform: RunningPlatform): Promise<LivedInBank> {
  const bank = await aTenant(platform, 'north');
  const operator = new Caller(platform, platform.ready.users[0] ?? { username: '', password: '' });
  await unlimited(operator, bank.id);
  await shareLoans(bank);
  const lines = await inTurns(loansMax, (index) => aLine(bank, `customer ${index}`));
  const loanIds = await inTurns(loansMax, (index) =>
    aLoan(bank, lines[index]?.lineId ?? '', `${1000 + index}.00`, `loan ${index}`),
  );
  const repaymentIds = await repayments(bank, loanIds);
  await payments(bank);
  await watchingOf(
    bank,
    lines.slice(0, few).map(({ borrowerId }) => borrowerId),
  );
  await consents(bank, lines);
  const { caseIds, collectionIds } = await collecting(bank, lines, loanIds);
  const statementId = await books(bank);
  await accounts(bank, operator);
  await products(bank);
  await applicants(operator);
  const backtestId = await rulesToTry(bank, few);
  await onTheirWay(bank, lines);
  const ids = { statementId, caseIds, collectionIds, repaymentIds, backtestId };
  return { bank, operator, lines, loanIds, party, ...ids };
}

/** So many, some at once, answered in their order. */
export async function inTurns<Result>(
  count: number,
  make: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const made: Result[] = [];
  for (let from = 0; from < count; from += atOnce) {
    const turn = Array.from({ length: Math.min(atOnce, count - from) }, (_, index) => make(from + index));
    made.push(...(await Promise.all(turn)));
  }
  return made;
}

async function unlimited(operator: Caller, tenantId: string): Promise<void> {
  const million = 1_000_000;
  const limits = { pointsPerSecond: million, pointsBurst: 2 * million, clientPointsPerSecond: million };
  await operator.do(
    'setTenantLimits',
    { idempotencyKey: 'wide', tenantId, environment: 'SANDBOX', requestPointsMax: 200_000, ...limits },
    'requestPointsMax',
  );
}

async function shareLoans({ lender, owner, approver, productId }: Tenant): Promise<void> {
  const { businessDate: validFrom } = await lender.do<{ businessDate: string }>(
    'advanceTestClock',
    { idempotencyKey: 'a day', days: 1 },
    'businessDate',
  );
  const { id: proposalId } = await owner.do<{ id: string }>(
    'proposeFundingAgreement',
    {
      idempotencyKey: 'joint',
      productId,
      validFrom,
      reason: 'joint lending',
      parties: [
        { party: 'north', share: '1/3' },
        { party, share: '2/3' },
      ],
      remainder: 'LEAD',
      leadParty: 'north',
    },
    'id',
  );
  await approver.do('approveLedgerProposal', { proposalId }, 'status');
}

async function repayments({ lender }: Tenant, loanIds: readonly string[]): Promise<string[]> {
  const repaid = await inTurns(2 * few, (index) =>
    lender.do<{ id: string }>(
      'repay',
      {
        idempotencyKey: `repay ${index}`,
        loanId: loanIds[Math.floor(index / 2)] ?? '',
        amount: yuan('10.00'),
      },
      'id',
    ),
  );
  return repaid.map(({ id }) => id);
}

async function payments({ lender }: Tenant): Promise<void> {
  await inTurns(few, (index) =>
    lender.do(
      'recordIncomingPayment',
      {
        idempotencyKey: `payment ${index}`,
        bankReference: `B${index}`,
        reference: 'nobody',
        amount: yuan('1.00'),
      },
      'id',
    ),
  );
}

/** All of the first customer's, and a request of each of some customers. */
async function consents({ owner, lender }: Tenant, lines: readonly Line[]): Promise<void> {
  for (const purpose of purposes) {
    const text = { purpose, version: '1', textEn: `I agree to ${purpose}`, textZh: `本人同意 ${purpose}` };
    await owner.do('publishConsentText', { idempotencyKey: `text ${purpose}`, ...text }, 'id');
    const given = { borrowerId: lines[0]?.borrowerId, purpose, textVersion: '1', proof: 'form' };
    await lender.do('grantConsent', { idempotencyKey: `consent ${purpose}`, ...given }, 'id');
  }
  await inTurns(few, (index) =>
    lender.do(
      'openSubjectRequest',
      { idempotencyKey: `ask ${index}`, borrowerId: lines[index]?.borrowerId, kind: 'ACCESS' },
      'id',
    ),
  );
}

/** Mandates, collections that the bank refuses, and cases that are put there: a clock that is moved would end a hundred days. */
async function collecting(
  { lender, riskOfficer, platform, id: tenantId }: Tenant,
  lines: readonly Line[],
  loanIds: readonly string[],
): Promise<{ caseIds: string[]; collectionIds: string[] }> {
  await misbehave(platform, { insufficientFundsShare: 1 });
  const collections = await inTurns(few, async (index) => {
    const borrowerId = lines[index]?.borrowerId ?? '';
    const mandate = { borrowerId, reference: `M${index}`, accountReference: `account ${index}` };
    await lender.do('recordMandate', { idempotencyKey: `mandate ${index}`, ...mandate }, 'id');
    const wanted = {
      idempotencyKey: `collect ${index}`,
      loanId: loanIds[index] ?? '',
      amount: yuan('1.00'),
    };
    return lender.do<{ id: string }>('collectRepayment', wanted, 'id');
  });
  const caseIds = await inTurns(few, async (index) => {
    const [loanId = '', borrowerId] = [loanIds[index], lines[index]?.borrowerId];
    const caseId = loanId.replace(/^loan/, 'case');
    await queryAll(
      platform,
      `INSERT INTO lending.collection_case (tenant_id, environment, id, loan_id, borrower_id, status, opened_on, opened_bucket)
       VALUES ($1, 'sandbox', $2, $3, $4, 'OPEN', '2026-01-01', 'M1')`,
      [tenantId, caseId, loanId, borrowerId],
    );
    for (const text of ['called', 'called again'])
      await riskOfficer.do('addCaseNote', { idempotencyKey: `${text} ${index}`, caseId, text }, 'id');
    return caseId;
  });
  return { caseIds, collectionIds: collections.map(({ id }) => id) };
}

async function books({ owner }: Tenant): Promise<string> {
  await inTurns(few, (index) =>
    owner.do(
      'postJournalEntry',
      {
        idempotencyKey: `funds ${index}`,
        bookedOn: '2026-01-01',
        reason: 'funds put in',
        lines: [
          { accountCode: '1001', side: 'DEBIT', amount: yuan('1.00') },
          { accountCode: '4001', side: 'CREDIT', amount: yuan('1.00') },
        ],
      },
      'id',
    ),
  );
  const rows = Array.from({ length: few }, (_, index) => `nobody ${index},2026-01-01,1.0${index},CNY`);
  const content = ['reference,bookedOn,amount,currency', ...rows].join('\n');
  const { statements } = await owner.do<{ statements: { id: string }[] }>(
    'importBankStatement',
    { idempotencyKey: 'statement', format: 'CSV', reference: 'January', content },
    'statements { id }',
  );
  return statements[0]?.id ?? '';
}

async function accounts({ owner, id: tenantId }: Tenant, operator: Caller): Promise<void> {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  for (let index = 0; index < few; index += 1) {
    const name = `program ${index}`;
    await owner.do('createClient', { idempotencyKey: name, name, roles: ['lender'] }, '__typename');
    await owner.do(
      'createUser',
      { idempotencyKey: name, username: `clerk-${index}`, roles: ['support'] },
      '__typename',
    );
    await owner.do(
      'createApiKey',
      { idempotencyKey: name, name, roles: ['lender'], expiresAt },
      '__typename',
    );
    await operator.do(
      'requestBreakGlass',
      {
        idempotencyKey: name,
        tenantId,
        environment: 'SANDBOX',
        reason: `A ticket of the bank: ${index}`,
        minutes: 5,
      },
      '__typename',
    );
  }
  await owner.do('setFourEyes', { operations: ['createClient'] }, '__typename');
  for (let index = 0; index < few; index += 1)
    await owner.refusalOf('createClient', {
      idempotencyKey: `waits ${index}`,
      name: `Waits ${index}`,
      roles: ['lender'],
    });
}

async function products({ productManager, lender, productId }: Tenant): Promise<void> {
  const { product } = await lender.ask<{ product: { versions: { terms: Record<string, unknown> }[] } }>(
    `query ($id: ID!) { product(id: $id) { versions { terms {
       kind currency dailyRateMin dailyRateMax termDays lineTermDays offerValidMinutes
       limitMin { amount } limitMax { amount } drawMin { amount } } } } }`,
    { id: productId },
  );
  const terms = Object.fromEntries(
    Object.entries(product.versions[0]?.terms ?? {}).map(([name, value]) => [
      name,
      (value as { amount?: string }).amount ?? value,
    ]),
  );
  await inTurns(few, (index) =>
    productManager.do(
      'createProduct',
      { idempotencyKey: `product ${index}`, code: `product-${index}`, name: `Product ${index}`, terms },
      'id',
    ),
  );
}

/** Banks that have asked to be let in. */
async function applicants(operator: Caller): Promise<void> {
  for (let index = 0; index < few; index += 1) {
    const slug = `applicant-${index}`;
    await operator.do(
      'createTenant',
      { idempotencyKey: slug, name: slug, slug, currency: 'CNY', timeZone: 'Asia/Shanghai' },
      'id',
    );
  }
}

/** Drawdowns of which nobody knows the end: the bank answers neither the order nor the question. */
async function onTheirWay(bank: Tenant, lines: readonly Line[]): Promise<void> {
  await misbehave(bank.platform, { takeAndNotAnswerShare: 1, askFailShare: 1 });
  await inTurns(few, (index) => draw(bank, lines[index]?.lineId ?? '', '100.00', `on its way ${index}`));
}
