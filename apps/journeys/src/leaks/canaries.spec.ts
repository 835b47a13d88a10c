import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { apply, draw, untilSettled, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { post } from '../harness/caller.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { canariesIn, newPerson, type Canary, type Person } from './canaries.fixture.js';
import { everyTable, searchCluster, searchFiles, searchTables } from './places.fixture.js';

jest.setTimeout(180_000);

const platform = newPlatform();
const canaries: Canary[] = [];
const answers: string[] = [];
let personalData: Canary[];

/** All that there is to hear: debug lines, every span and every metric. */
const loud = {
  FANXING_LOG_LEVEL: 'debug',
  OTEL_TRACES_EXPORTER: 'console',
  OTEL_METRICS_EXPORTER: 'console',
  OTEL_BSP_SCHEDULE_DELAY: '100',
};

beforeAll(async () => {
  await platform.start();
  await logEveryStatement();
  await platform.stop();
  const { users } = await platform.start(loud);
  for (const { password } of users) canaries.push({ name: "operator's password", value: password });
  const secrets = JSON.parse(readFileSync(join(platform.folder, 'secrets.json'), 'utf8')) as Record<
    string,
    string
  >;
  canaries.push({ name: 'database password', value: secrets['database'] ?? '' });
  const bank = await aTenant(platform, 'north');
  await keepSecrets(bank);
  const { person, canaries: own } = newPerson();
  personalData = own;
  canaries.push(...own);
  await live(bank, person);
  await blunder(bank, person);
});
afterAll(destroyPlatforms);

/**
 * What a database says of statements and their parameters when somebody looks for a slow one, or for an error. Ours is started so
 * that it says nothing of parameters; a bank's own may say all.
 */
async function logEveryStatement(): Promise<void> {
  for (const setting of [
    'log_min_duration_statement = 0',
    'log_parameter_max_length = -1',
    'log_parameter_max_length_on_error = -1',
    "log_min_error_statement = 'notice'",
    "log_error_verbosity = 'default'",
    "log_statement = 'all'",
  ])
    await queryAll(platform, `ALTER ROLE ALL SET ${setting}`);
}

/** Passwords, secrets and tokens that were given out. */
async function keepSecrets(bank: Tenant): Promise<void> {
  for (const [name, caller] of Object.entries({ owner: bank.owner, lender: bank.lender })) {
    const { credentials } = caller;
    const value = 'password' in credentials ? credentials.password : credentials.clientSecret;
    canaries.push({ name: `${name}'s secret`, value });
    const token = await caller.authorization();
    canaries.push({ name: `${name}'s token`, value: token.split('.').at(-1) ?? '' });
  }
  const apiKey = randomBytes(18).toString('hex');
  canaries.push({ name: "bank's key", value: apiKey });
  await bank.owner.do(
    'connectBank',
    { adapter: 'rest', baseUrl: platform.ready.urls.sandboxBank, timeoutMs: 500, apiKey },
    'baseUrl',
  );
  const { clientSecret } = await bank.owner.do<{ clientSecret: string }>(
    'rotateClientSecret',
    { clientId: bank.clientId },
    'clientSecret',
  );
  canaries.push({ name: 'rotated secret', value: clientSecret });
  Object.assign(bank.lender, { credentials: { clientId: bank.clientId, clientSecret }, token: undefined });
}

/** A whole loan of a person whose every datum is a canary. */
async function live(bank: Tenant, person: Person): Promise<void> {
  const { lender } = bank;
  const { reference, attributes, proof, counterparty, signature } = person;
  const { id: borrowerId } = await lender.do<{ id: string }>(
    'createBorrower',
    { idempotencyKey: 'b', borrower: { reference, attributes } },
    'id',
  );
  await lender.do(
    'grantConsent',
    { idempotencyKey: 'c', borrowerId, purpose: 'CREDIT_DECISION', textVersion: '2026-01', proof },
    'id',
  );
  const events = [1, 2, 3].map((day) => ({
    id: `e-${day}`,
    borrowerId,
    kind: 'payment',
    at: new Date(Date.now() - day * 86_400_000).toISOString(),
    amount: '150.00',
    currency: 'CNY',
    direction: 'IN',
    counterparty,
    channel: 'QR',
    fields: { remark: counterparty },
  }));
  await lender.do('ingestEvents', { events }, 'accepted');
  const { offer } = await apply(bank, borrowerId);
  const line = await lender.do<{ id: string }>(
    'acceptOffer',
    {
      idempotencyKey: 'a',
      offerId: offer?.id,
      signature: { method: 'ONE_TIME_CODE', reference: signature, textVersion: '2026-01' },
    },
    'id',
  );
  const loan = await draw(bank, line.id, '1000.00', 'd');
  await untilSettled(bank, loan.id);
  await lender.do('repay', { idempotencyKey: 'r', loanId: loan.id, amount: yuan('100.00') }, 'id');
  await lender.ask(
    'query ($reference: String!) { borrowers(first: 10, reference: $reference) { edges { node { id reference attributes } } } }',
    { reference },
  );
}

/** Whatever can go wrong while such data are in the request; the answers are kept. */
async function blunder(bank: Tenant, person: Person): Promise<void> {
  for (const [mutation, input] of mistakesWith(person)) {
    answers.push(JSON.stringify(await bank.lender.refusalOf(mutation, input)));
  }
  const { graphql, issuer } = platform.ready.urls;
  const { phone = '', identityNumber = '' } = person.attributes;
  const authorization = await bank.lender.authorization();
  const bodies: [string, string][] = [
    [JSON.stringify({ query: `{ borrower(id: "${phone}") { id } }` }), 'Bearer x'],
    [`{"query": "{ loans }", "variables": {"phone": "${phone}"`, authorization],
  ];
  for (const [body, header] of bodies) {
    answers.push(JSON.stringify(await post(graphql, body, { authorization: header }).catch(String)));
  }
  const form = {
    grant_type: 'password',
    client_id: 'fanxing-cli',
    username: phone,
    password: identityNumber,
  };
  const url = `${issuer}/protocol/openid-connect/token`;
  answers.push(await (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).text());
}

function mistakesWith({ reference, attributes }: Person): [string, Record<string, unknown>][] {
  const { phone = '', identityNumber = '', name = '' } = attributes;
  const borrower = { reference, attributes };
  const event = {
    id: 'e',
    borrowerId: 'nobody',
    kind: 'payment',
    at: 'yesterday',
    fields: { identityNumber },
  };
  return [
    [
      'createBorrower',
      { idempotencyKey: 'b', borrower: { reference, attributes: { ...attributes, phone: '1' } } },
    ],
    ['createBorrower', { idempotencyKey: 'x', borrower: { reference, attributes: [phone] } }],
    [
      'createBorrower',
      { idempotencyKey: 'x', borrower: { reference, attributes: { phone: { number: phone } } } },
    ],
    ['createBorrower', { idempotencyKey: 'x', borrower: { reference: `${name}\u0000`, attributes } }],
    ['importBorrowers', { idempotencyKey: 'i', borrowers: [borrower, borrower] }],
    ['ingestEvents', { events: [event] }],
  ];
}

describe('what a person entrusts to a bank, and what opens doors', () => {
  it('stands in no table of the database as it is, whoever copies all of them', async () => {
    const { places, found } = await searchTables(platform, await everyTable(platform), canaries);
    expect(places).toEqual(expect.arrayContaining(['lending.borrower', 'risk.event', 'tenant.consent']));
    expect(found).toEqual([]);
  });

  it('stands in no file of the database, nor in its log of changes, so in no backup', () => {
    const { places, found } = searchCluster(platform, canaries);
    expect(places.some((place) => /pg_wal\/[0-9A-F]{24}$/.test(place))).toBe(true);
    expect(places.length).toBeGreaterThan(500);
    expect(found).toEqual([]);
    // What is not personal is found there, so the search does look.
    const control = [{ name: 'name of the bank', value: 'Bank north' }];
    expect(searchCluster(platform, control).found.length).toBeGreaterThan(0);
  });

  it('is in no error that is answered', () => {
    expect(answers.length).toBeGreaterThan(8);
    for (const answer of answers) expect(answer).toMatch(/error|extensions/i);
    expect(answers.flatMap((answer) => canariesIn(answer, answer, canaries))).toEqual([]);
  });

  it('is in no file of the data folder but the database itself', () => {
    const { places, found } = searchFiles(platform, canaries);
    expect(places).toEqual(
      expect.arrayContaining([
        'audit-anchors.ndjson',
        'platform.json',
        'postgres/server.log',
        'secrets.json',
      ]),
    );
    expect(found).toEqual([]);
  });

  it('is not in the audit log, which is never erased, nor in a queue', async () => {
    const tables = ['audit.event', 'audit.seal', 'audit.anchor', 'job_lending._private_jobs'];
    const { found } = await searchTables(platform, tables, canaries);
    expect(found).toEqual([]);
    const [{ count } = {}] = await queryAll(
      platform,
      'SELECT count(*)::text FROM audit.event WHERE after IS NOT NULL',
    );
    expect(Number(count)).toBeGreaterThan(10);
  });

  it('is, where it is a secret, not in what is kept of requests and events', async () => {
    const schemas = ['tenant', 'lending', 'risk', 'product', 'billing'];
    const tables = schemas.flatMap((schema) => [`${schema}.idempotency_key`, `${schema}.outbox_event`]);
    const secrets = canaries.filter((canary) => !personalData.includes(canary));
    const { found } = await searchTables(platform, tables, secrets);
    expect(found).toEqual([]);
  });

  it('is in no log line at the level debug, no span and no metric, until the very end', async () => {
    // The console's metrics are written when the platform stops.
    expect(await platform.stop()).toEqual({ status: 0, left: [] });
    const { stdout, stderr } = platform.said;
    // Not as texts: a failure would print all of it.
    expect(stderr.includes("name: 'subgraph lending'")).toBe(true);
    expect(stderr.includes('fanxing.lending.disbursements')).toBe(true);
    expect(canariesIn('standard error', stderr, canaries)).toEqual([]);
    const line = canaries.filter(({ name }) => name !== "operator's password");
    expect(
      canariesIn('standard output', stdout, line).filter((text) => !text.startsWith('database password')),
    ).toEqual([]);
  });
});

describe('a database that writes down every statement with its parameters', () => {
  it('has written them, and nothing of a person or a secret', () => {
    const log = readFileSync(join(platform.folder, 'postgres', 'server.log'), 'utf8');
    // Not as texts: a failure would print all of it.
    const said = ['draw_down', 'record_decision', "$1 = 'tenant_"].filter((text) => log.includes(text));
    expect(said).toEqual(['draw_down', 'record_decision', "$1 = 'tenant_"]);
    expect(canariesIn('server.log', log, canaries)).toEqual([]);
  });
});

describe('the search itself', () => {
  it.each(['plain', 'base64', 'hexadecimal', 'URL'])('finds a canary that was planted as %s', (form) => {
    const planted = personalData.find(({ name }) => name === 'name')!;
    const text = {
      plain: planted.value,
      base64: Buffer.from(`{"x":"${planted.value}"}`).toString('base64'),
      hexadecimal: Buffer.from(planted.value).toString('hex'),
      URL: `http://bank.test/?q=${encodeURIComponent(planted.value)}`,
    }[form]!;
    const file = join(platform.folder, 'identity', 'planted.log');
    appendFileSync(file, `{"level":"debug","text":"${text}"}\n`);
    const { found } = searchFiles(platform, canaries);
    rmSync(file);
    expect(found).toEqual(['name in identity/planted.log']);
  });
});
