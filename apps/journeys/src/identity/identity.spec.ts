import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aBorrower } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { Caller, mutationText, post } from '../harness/caller.fixture.js';
import { smallestScorecard } from '../harness/decision-rules.fixture.js';
import { pause } from '../harness/eventually.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { bearersOf, who } from './bearers.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

type Json = Record<string, unknown>;

const { send, refused, letInFor, tokenFrom } = bearersOf(platform);

describe('a key for the sandbox', () => {
  const make = (input: Json) =>
    bank.owner.do<{ apiKey: { id: string }; secret: string }>(
      'createApiKey',
      {
        idempotencyKey: randomUUID(),
        name: 'Notebook',
        roles: ['lender'],
        expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        ...input,
      },
      'apiKey { id } secret',
    );

  it('does what its scopes say, and is refused the rest', async () => {
    const { apiKey, secret } = await make({ scopes: ['borrower:write', 'borrower:read', 'tenant:read'] });
    const { data } = await send<{ viewer: Json }>(`Bearer ${secret}`, who);
    expect(data?.viewer).toEqual({ id: apiKey.id, roles: ['lender'], environment: 'SANDBOX' });
    const input = { idempotencyKey: 'by key', borrower: { reference: 'by key' } };
    expect(
      await refused(`Bearer ${secret}`, mutationText('createBorrower', 'id'), { input }),
    ).toBeUndefined();
    expect(await refused(`Bearer ${secret}`, '{ loans { edges { node { id } } } }')).toBe('FORBIDDEN');
    expect(
      await refused(`Bearer ${secret}`, mutationText('applyForCredit', '__typename'), {
        input: {
          idempotencyKey: 'x',
          borrowerId: 'borrower_01jd0000000000000000000000',
          productId: bank.productId,
        },
      }),
    ).toBe('FORBIDDEN');
    expect(await refused(`Bearer ${secret}`, '{ borrowers { edges { node { id } } } }')).toBeUndefined();
  });

  it('ends within about a second when it is taken back, and stands in no file and no line', async () => {
    const { apiKey, secret } = await make({});
    expect(await refused(`Bearer ${secret}`)).toBeUndefined();
    await bank.owner.do('revokeApiKey', { apiKeyId: apiKey.id }, 'apiKey { status }');
    expect(await letInFor(`Bearer ${secret}`)).toBeLessThan(3_000);
    const random = secret.slice(-43);
    const files = readdirSync(platform.folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const holding = files.filter((entry) => {
      try {
        return readFileSync(join(entry.parentPath, entry.name)).includes(random);
      } catch {
        return false;
      }
    });
    expect(holding.map(({ name }) => name)).toEqual([]);
    expect(platform.said.stdout + platform.said.stderr).not.toContain(random);
  });

  it('is of no use from elsewhere, and there are none in live', async () => {
    const { secret } = await make({ addresses: ['203.0.113.0/24'] });
    expect(await refused(`Bearer ${secret}`)).toBe('TOKEN_INVALID');
    const forwarded = { authorization: `Bearer ${secret}`, 'x-forwarded-for': '203.0.113.9' };
    const { status } = await post(platform.ready.urls.graphql, { query: who }, forwarded);
    expect(status).toBe(401);
    expect(await refused(`Bearer ${secret.replace('fxk_s', 'fxk_l')}`)).toBe('TOKEN_INVALID');
  });
});

describe('an account that is closed', () => {
  it('of a person ends what they have signed in with, within about a second', async () => {
    const { user, temporaryPassword } = await bank.owner.do<{
      user: { id: string; username: string };
      temporaryPassword: string;
    }>(
      'createUser',
      { idempotencyKey: 'leaver', username: 'leaver', roles: ['auditor'] },
      'user { id username } temporaryPassword',
    );
    const leaver = new Caller(platform, { username: user.username, password: temporaryPassword });
    const authorization = await leaver.authorization();
    expect(await refused(authorization)).toBeUndefined();
    await bank.owner.do('disableUser', { userId: user.id }, 'user { status }');
    expect(await letInFor(authorization)).toBeLessThan(3_000);
    const form = { grant_type: 'password', client_id: 'fanxing-cli', username: user.username };
    expect((await tokenFrom({ ...form, password: temporaryPassword })).error).toBe('invalid_grant');
  });

  it('of a program ends its tokens, and a deleted one gets no other', async () => {
    const { client, clientSecret } = await bank.owner.do<{ client: { id: string }; clientSecret: string }>(
      'createClient',
      { idempotencyKey: 'gone', name: 'Gone', roles: ['lender'] },
      'client { id } clientSecret',
    );
    const form = { grant_type: 'client_credentials', client_id: client.id, client_secret: clientSecret };
    const authorization = `Bearer ${(await tokenFrom(form)).access_token}`;
    expect(await refused(authorization)).toBeUndefined();
    await bank.owner.do('deleteClient', { clientId: client.id }, 'client { status }');
    expect(await letInFor(authorization)).toBeLessThan(3_000);
    expect((await tokenFrom(form)).error).toBe('invalid_client');
  });
});

it('a program that signs with its own key gets a token for each assertion once, and has no secret', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }] });
  const { client, clientSecret } = await bank.owner.do<{ client: { id: string }; clientSecret: null }>(
    'createClient',
    { idempotencyKey: 'signs', name: 'Signs', roles: ['lender'], jwks },
    'client { id authentication } clientSecret',
  );
  expect(clientSecret).toBeNull();
  const now = Math.floor(Date.now() / 1000);
  const { id } = client;
  const claims = {
    iss: id,
    sub: id,
    aud: platform.ready.urls.issuer,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
  };
  const content = [{ alg: 'RS256', kid: 'one' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const form = {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey).toString('base64url')}`,
  };
  expect(await refused(`Bearer ${(await tokenFrom(form)).access_token}`)).toBeUndefined();
  expect((await tokenFrom(form)).access_token).toBeUndefined();
  const privateJwks = JSON.stringify({ keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'one' }] });
  const refusal = await bank.owner.refusalOf('createClient', {
    idempotencyKey: 'private',
    name: 'Private',
    roles: ['lender'],
    jwks: privateJwks,
  });
  expect(refusal.extensions).toMatchObject({ reason: 'INPUT_INVALID', path: 'input.jwks' });
});

describe('an operator', () => {
  it('looks into a tenant’s environment with a second one’s consent, and the tenant sees it and ends it', async () => {
    const [operator, reviewer] = platform.ready.users.map((user) => new Caller(platform, user));
    if (!operator || !reviewer) throw new Error('the platform names no operators');
    await aBorrower(bank, 'Zhao');
    const there = { tenantId: bank.id, environment: 'SANDBOX' };
    const reason = 'Ticket 815: an application that hangs';
    const { breakGlass } = await operator.do<{ breakGlass: { id: string } }>(
      'requestBreakGlass',
      { idempotencyKey: 'look', ...there, reason, minutes: 5 },
      'breakGlass { id }',
    );
    const access = { ...there, breakGlassId: breakGlass.id };
    expect((await operator.refusalOf('approveBreakGlass', access)).extensions.reason).toBe('FOUR_EYES');
    await reviewer.do('approveBreakGlass', access, 'breakGlass { status }');
    const { secret } = await operator.do<{ secret: string }>('takeBreakGlass', access, 'secret');
    const authorization = `Bearer ${secret}`;
    const { data } = await send<{ borrowers: { edges: Json[] } }>(
      authorization,
      '{ borrowers { edges { node { id reference } } } }',
    );
    // There is something to see, and who it is stays masked.
    expect(data?.borrowers.edges.length).toBeGreaterThan(0);
    expect(JSON.stringify(data)).not.toContain('Zhao');
    const input = { idempotencyKey: 'x', name: 'x', roles: ['lender'] };
    expect(await refused(authorization, mutationText('createClient', '__typename'), { input })).toBe(
      'FORBIDDEN',
    );
    const uses = await bank.owner.ask<{ auditEvents: { edges: { node: Json }[] } }>(
      '{ auditEvents(filter: { action: "useBreakGlass" }) { edges { node { actorId subjectId after } } } }',
    );
    expect(uses.auditEvents.edges.map(({ node }) => node)).toEqual([
      { actorId: 'operator', subjectId: breakGlass.id, after: { reason } },
      { actorId: 'operator', subjectId: breakGlass.id, after: { reason } },
    ]);
    await bank.owner.do('endBreakGlass', access, 'breakGlass { status }');
    expect(await refused(authorization)).toBe('TOKEN_INVALID');
  });

  it('sees nothing of a tenant’s without it', async () => {
    const [operator] = platform.ready.users.map((user) => new Caller(platform, user));
    const { data } = (await operator?.send('{ borrowers { edges { node { id } } } }')) ?? {};
    expect(data ?? null).toBeNull();
  });
});

describe('four eyes', () => {
  const model = (key: string) => ({
    idempotencyKey: key,
    code: key,
    content: smallestScorecard,
    protectedAttributes: ['sex'],
  });

  it('hold a model back until another person has approved this very one', async () => {
    await bank.owner.do('setFourEyes', { operations: ['publishModel'] }, '__typename');
    const refusal = await bank.riskOfficer.refusalOf('publishModel', model('second'));
    expect(refusal.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'APPROVAL_NEEDED' });
    const approvalId = String(refusal.extensions.details['approvalId']);
    await bank.approver.do('approveOperation', { approvalId }, 'approval { status }');
    expect(await bank.riskOfficer.do('publishModel', model('second'), 'id')).toEqual({
      id: expect.stringMatching(/^model_/) as string,
    });
    const other = await bank.riskOfficer.refusalOf('publishModel', model('third'));
    expect(other.extensions.details['approvalId']).not.toBe(approvalId);
  });

  it('are of two persons: not of one person in two accounts', async () => {
    const make = async (username: string, roles: string[]) => {
      const made = await bank.owner.do<{ user: { username: string }; temporaryPassword: string }>(
        'createUser',
        { idempotencyKey: username, username, roles, person: 'S-0815' },
        'user { username } temporaryPassword',
      );
      return new Caller(platform, { username: made.user.username, password: made.temporaryPassword });
    };
    const [writes, approves] = [await make('qi', ['risk-officer']), await make('qi-approves', ['approver'])];
    const refusal = await writes.refusalOf('publishModel', model('fourth'));
    const approvalId = String(refusal.extensions.details['approvalId']);
    expect((await approves.refusalOf('approveOperation', { approvalId })).extensions.reason).toBe(
      'FOUR_EYES',
    );
  });
});

it('whoever guesses a password at the gateway is not let in for a minute, with the right one either', async () => {
  const { user, temporaryPassword } = await bank.owner.do<{
    user: { username: string };
    temporaryPassword: string;
  }>(
    'createUser',
    { idempotencyKey: 'guessed', username: 'guessed', roles: ['auditor'] },
    'user { username } temporaryPassword',
  );
  const form = { grant_type: 'password', client_id: 'fanxing-cli', username: user.username };
  for (let guess = 0; guess < 5; guess += 1) await tokenFrom({ ...form, password: `guess ${guess}` });
  await pause(50);
  expect((await tokenFrom({ ...form, password: temporaryPassword })).error).toBe('invalid_grant');
});

it('a suspended tenant’s tokens and keys show what is there and do no business', async () => {
  const south = await aTenant(platform, 'south');
  const [operator] = platform.ready.users.map((user) => new Caller(platform, user));
  const input = {
    idempotencyKey: 'key',
    name: 'Key',
    roles: ['lender'],
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  };
  const { secret } = await south.owner.do<{ secret: string }>('createApiKey', input, 'secret');
  const { id: borrowerId } = await aBorrower(south, 'Sun');
  await operator?.do('suspendTenant', { tenantId: south.id }, 'status');
  await pause(1_500);
  for (const by of [await south.lender.authorization(), `Bearer ${secret}`]) {
    expect(await refused(by)).toBeUndefined();
    expect(
      await refused(by, mutationText('applyForCredit', 'id'), {
        input: { idempotencyKey: by.slice(-9), borrowerId, productId: south.productId },
      }),
    ).toBe('TENANT_NOT_ACTIVE');
  }
  expect(
    (await south.owner.refusalOf('createClient', { ...aProgram, idempotencyKey: 'c' })).extensions.reason,
  ).toBe('TENANT_NOT_ACTIVE');
});

const aProgram = { name: 'P', roles: ['lender'] };
