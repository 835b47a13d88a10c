import { randomUUID } from 'node:crypto';
import { yuan } from '../harness/a-loan.fixture.js';
import { aTenant, dailyRate, limit, type Tenant } from '../harness/a-tenant.fixture.js';
import { Caller } from '../harness/caller.fixture.js';
import { smallestScorecard, smallestStrategy } from '../harness/decision-rules.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { rulesToApprove, rulesToTry, type RulesToTry } from './rules-to-try.fixture.js';
import { someDebts, type Debts } from './some-debts.fixture.js';
import { term, wordsModel } from '../signals/words-model.fixture.js';

jest.setTimeout(120_000);

type Input = Record<string, unknown>;
/** What a second person is to decide, as it is put to them. */
interface Asked {
  readonly input: Input;
  readonly selection: string;
}

const platform = sharedPlatform();
const everyRole = ['product-manager', 'risk-officer', 'approver', 'finance', 'owner', 'lender'];
let debts: Debts;
let rules: RulesToTry;
let bank: Tenant;
let ann: Caller;
let annAgain: Caller;
let bo: Caller;
let boId: string;
let program: Caller;
let key: string;
let operator: Caller;
let reviewer: Caller;

beforeAll(async () => {
  await platform.start();
  [operator, reviewer] = platform.ready.users.map((user) => new Caller(platform, user)) as [Caller, Caller];
  bank = await aTenant(platform, 'north');
  debts = await someDebts(bank);
  rules = await rulesToTry(bank);
  ({ caller: ann } = await aPerson('ann', 'S-1'));
  ({ caller: annAgain } = await aPerson('ann-approves', 's-1'));
  ({ caller: bo, id: boId } = await aPerson('bo', 'S-2'));
  const made = await ann.do<{ client: { id: string }; clientSecret: string }>(
    'createClient',
    { idempotencyKey: 'robot', name: 'Robot', roles: everyRole },
    'client { id } clientSecret',
  );
  program = new Caller(platform, { clientId: made.client.id, clientSecret: made.clientSecret });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  ({ secret: key } = await ann.do<{ secret: string }>(
    'createApiKey',
    { idempotencyKey: 'key', name: 'Key', roles: everyRole, expiresAt },
    'secret',
  ));
});
afterAll(destroyPlatforms);

async function aPerson(username: string, person: string): Promise<{ caller: Caller; id: string }> {
  const { user, temporaryPassword } = await bank.owner.do<{
    user: { id: string; username: string };
    temporaryPassword: string;
  }>(
    'createUser',
    { idempotencyKey: username, username, roles: everyRole, person },
    'user { id username } temporaryPassword',
  );
  const credentials = { username: user.username, password: temporaryPassword };
  return { id: user.id, caller: new Caller(platform, credentials) };
}

/** A key of the sandbox speaks as a caller does, with its secret for a token. */
const byKey = (): Caller =>
  Object.assign(Object.create(program) as Caller, { authorization: async () => `Bearer ${key}` });

const reason = async (by: Caller, mutation: string, { input }: Asked): Promise<string> =>
  (await by.refusalOf(mutation, input)).extensions.reason;

const aTenantInReview = async () => {
  const slug = `slug-${randomUUID().slice(0, 8)}`;
  const details = { name: slug, slug, currency: 'CNY', timeZone: 'Asia/Shanghai' };
  return operator.do<{ id: string }>('createTenant', { idempotencyKey: slug, ...details }, 'id');
};

async function anApproval(): Promise<Asked> {
  await ann.do('setFourEyes', { operations: ['createClient'] }, '__typename').catch(() => undefined);
  const input = { idempotencyKey: randomUUID(), name: 'Waits', roles: ['lender'] };
  const { extensions } = await ann.refusalOf('createClient', input);
  return { input: { approvalId: extensions.details['approvalId'] }, selection: 'approval { status }' };
}

/** For each approval of a tenant's: something of Ann's that waits for it. */
const ofTenants: Readonly<Record<string, () => Promise<Asked>>> = {
  approveOperation: anApproval,
  rejectOperation: anApproval,
  approveProductVersion: async () => {
    const terms = {
      ...{ kind: 'REVOLVING', currency: 'CNY', limitMin: '1000.00', limitMax: '50000.00' },
      ...{ dailyRateMin: '0.0002', dailyRateMax: '0.0005', drawMin: '100.00' },
      ...{ termDays: 30, lineTermDays: 365, offerValidMinutes: 1440 },
    };
    const code = `walked-${randomUUID().slice(0, 8)}`;
    const { versions } = await ann.do<{ versions: { id: string }[] }>(
      'createProduct',
      { idempotencyKey: code, code, name: '随借随还', terms },
      'versions { id }',
    );
    const input = { productVersionId: versions[0]?.id };
    await ann.do('submitProductVersion', input, 'status');
    return { input, selection: 'status' };
  },
  approveLedgerProposal: async () => {
    const amount = { amount: '1.00', currency: 'CNY' };
    const bookedOn = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format();
    const lines = [
      { accountCode: '1001', side: 'DEBIT', amount },
      { accountCode: '4001', side: 'CREDIT', amount },
    ];
    const { id } = await ann.do<{ id: string }>(
      'postJournalEntry',
      { idempotencyKey: randomUUID(), bookedOn, reason: 'funds put in', lines },
      'id',
    );
    return { input: { proposalId: id }, selection: 'status' };
  },
};

/** For each approval of an operator's: something of the first one's that waits for it. */
const ofOperators: Readonly<Record<string, () => Promise<Asked>>> = {
  approveTenant: async () => ({
    input: { idempotencyKey: randomUUID(), tenantId: (await aTenantInReview()).id },
    selection: 'tenant { status }',
  }),
  rejectTenant: async () => ({
    input: { tenantId: (await aTenantInReview()).id, reason: 'no licence' },
    selection: 'status',
  }),
  approveBreakGlass: async () => {
    const there = { tenantId: bank.id, environment: 'SANDBOX' };
    const { breakGlass } = await operator.do<{ breakGlass: { id: string } }>(
      'requestBreakGlass',
      { ...there, idempotencyKey: randomUUID(), reason: 'Ticket 4711: it hangs', minutes: 5 },
      'breakGlass { id }',
    );
    return { input: { ...there, breakGlassId: breakGlass.id }, selection: 'breakGlass { status }' };
  },
  confirmOffboarding: async () => {
    const slug = `leaves-${randomUUID().slice(0, 8)}`;
    const details = { name: slug, slug, currency: 'CNY', timeZone: 'Asia/Shanghai' };
    const { id } = await operator.do<{ id: string }>(
      'createTenant',
      { idempotencyKey: slug, ...details },
      'id',
    );
    await reviewer.do('approveTenant', { idempotencyKey: slug, tenantId: id }, 'tenant { id }');
    const leaving = { tenantId: id, slug, reason: 'it closes', idempotencyKey: slug };
    await operator.do('offboardTenant', leaving, 'status');
    return { input: { tenantId: id }, selection: 'status' };
  },
};

/** For each operation that a tenant can ask a second pair of eyes for: a request of Ann's. */
const options: Readonly<Record<string, () => Asked>> = {
  createClient: () => ({
    input: { idempotencyKey: randomUUID(), name: 'Core', roles: ['lender'] },
    selection: 'client { id }',
  }),
  createUser: () => ({
    input: { idempotencyKey: randomUUID(), username: `u${Date.now()}`, roles: ['support'], person: 'S-9' },
    selection: 'user { id }',
  }),
  changeUserRoles: () => ({ input: { userId: boId, roles: everyRole }, selection: 'user { id }' }),
  identifyUser: () => ({ input: { userId: boId, person: 'S-2' }, selection: 'user { id }' }),
  resetUserPassword: () => ({ input: { userId: bank.userIds[0] }, selection: 'user { id }' }),
  publishModel: () => ({
    input: {
      idempotencyKey: randomUUID(),
      code: 'walked',
      content: smallestScorecard,
      protectedAttributes: ['sex'],
    },
    selection: 'id',
  }),
  publishWordsModel: () => ({
    input: {
      ...{ idempotencyKey: randomUUID(), productCode: bank.productCode },
      content: wordsModel(term('desperate', 1)),
    },
    selection: 'version',
  }),
  publishStrategy: () => ({
    input: {
      idempotencyKey: randomUUID(),
      productCode: bank.productCode,
      modelId: bank.modelId,
      content: smallestStrategy(limit, dailyRate),
    },
    selection: 'id',
  }),
  publishPipeline: () => rulesToApprove.publishPipeline(bank, rules),
  startExperiment: () => rulesToApprove.startExperiment(bank, rules),
  advanceExperiment: () => rulesToApprove.advanceExperiment(bank, rules),
  publishMonitoring: () => rulesToApprove.publishMonitoring(bank),
  waiveCharges: () => ({
    input: { idempotencyKey: randomUUID(), loanId: debts.lateId, interest: yuan('1.00'), reason: 'a flood' },
    selection: 'id',
  }),
  writeOffLoan: () => ({
    input: { idempotencyKey: randomUUID(), loanId: debts.overdueId, reason: 'the business is gone' },
    selection: 'id',
  }),
  restructureLoan: () => ({
    input: {
      idempotencyKey: randomUUID(),
      loanId: debts.lateId,
      periods: 60,
      reason: 'agreed with the shop',
    },
    selection: 'id',
  }),
  refundOverpayment: () => ({
    input: { idempotencyKey: randomUUID(), loanId: debts.overpaidId, amount: debts.overpaid },
    selection: 'id',
  }),
  reviewCreditLine: () => ({
    input: {
      idempotencyKey: randomUUID(),
      creditLineId: debts.lineId,
      limit: yuan('30000.00'),
      reason: 'a good year',
    },
    selection: 'id',
  }),
  requestTenantArchive: () => ({ input: { idempotencyKey: randomUUID() }, selection: 'id' }),
  setFourEyes: () => ({ input: { operations: Object.keys(options) }, selection: 'fourEyes { operations }' }),
};

it('every operation that is declared to need two persons is tried below', async () => {
  const { fourEyes } = await bank.owner.ask<{ fourEyes: { always: string[]; options: string[] } }>(
    '{ fourEyes { always options } }',
  );
  expect([...fourEyes.always].sort()).toEqual([...Object.keys({ ...ofTenants, ...ofOperators })].sort());
  expect([...fourEyes.options].sort()).toEqual([...Object.keys(options)].sort());
});

describe('what always needs two persons', () => {
  it.each(Object.keys(ofTenants))('%s is nobody’s own, by no account, program or key', async (mutation) => {
    const asked = (await ofTenants[mutation]?.()) as Asked;
    expect(await reason(ann, mutation, asked)).toBe('FOUR_EYES');
    expect(await reason(annAgain, mutation, asked)).toBe('FOUR_EYES');
    expect(await reason(program, mutation, asked)).toBe('FORBIDDEN');
    expect(await reason(byKey(), mutation, asked)).toBe('FORBIDDEN');
    await bo.do(mutation, asked.input, asked.selection);
  });

  it.each(Object.keys(ofOperators))(
    '%s is not the operator’s own who asked, nor a tenant’s',
    async (mutation) => {
      const asked = (await ofOperators[mutation]?.()) as Asked;
      expect(await reason(operator, mutation, asked)).toBe('FOUR_EYES');
      expect(await reason(ann, mutation, asked)).toBe('FORBIDDEN');
      await reviewer.do(mutation, asked.input, asked.selection);
    },
  );

  it('is decided once, when two decide at the same time', async () => {
    const { input } = await anApproval();
    const answers = await Promise.all(
      ['approveOperation', 'rejectOperation', 'approveOperation', 'rejectOperation'].map(async (mutation) => {
        const text = `mutation ($input: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { approval { status } } }`;
        const { errors } = await bo.send(text, { input });
        return errors.length === 0 ? mutation : undefined;
      }),
    );
    expect(new Set(answers.filter((each) => each !== undefined)).size).toBe(1);
  });
});

describe('what needs two persons where the tenant wants it', () => {
  beforeAll(async () => {
    const input = { operations: Object.keys(options) };
    const { extensions } = await ann.refusalOf('setFourEyes', input);
    const { approvalId } = extensions.details;
    await bo.do('approveOperation', { approvalId }, 'approval { status }');
    await ann.do('setFourEyes', input, '__typename');
  });

  it.each(Object.keys(options))('%s waits for another person, and is done then', async (mutation) => {
    const { input, selection } = options[mutation]?.() as Asked;
    const { extensions } = await ann.refusalOf(mutation, input, '__typename');
    expect(extensions.reason).toBe('APPROVAL_NEEDED');
    const waiting = { input: { approvalId: extensions.details['approvalId'] }, selection: '' };
    expect(await reason(ann, 'approveOperation', waiting)).toBe('FOUR_EYES');
    expect(await reason(annAgain, 'approveOperation', waiting)).toBe('FOUR_EYES');
    expect(await reason(program, 'approveOperation', waiting)).toBe('FORBIDDEN');
    expect((await ann.refusalOf(mutation, input)).extensions.reason).toBe('APPROVAL_NEEDED');
    await bo.do('approveOperation', waiting.input, 'approval { status }');
    await ann.do(mutation, input, selection);
  });
});
