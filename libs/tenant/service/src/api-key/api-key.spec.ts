import pg from 'pg';
import type { Id } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { ask, callerOf, refusalOf, SettableClock } from '@fanxing/testing';
import { ownerOf, startDoor, type TestDoor } from '../account/door.fixture.js';

jest.setTimeout(60_000);

const clock = new SettableClock(new Date().toISOString());
let door: TestDoor;
let north: Id<'tenant'>;
let owner: TenantContext;
let made = 0;

beforeAll(async () => {
  door = await startDoor(clock);
  north = await door.tenant('north');
  owner = ownerOf(north);
});
afterAll(() => door?.stop());

interface Made {
  readonly apiKey: { id: string; prefix: string; scopes: string[]; status: string };
  readonly secret: string;
}

const selection = 'apiKey { id prefix scopes status } secret';

function inDays(days: number): string {
  return new Date(Date.parse(clock.now()) + days * 86_400_000).toISOString();
}

function aKey(change: Record<string, unknown> = {}): Record<string, unknown> {
  made += 1;
  return {
    idempotencyKey: `key ${made}`,
    name: 'Notebook',
    roles: ['lender'],
    expiresAt: inDays(30),
    ...change,
  };
}

function create(change: Record<string, unknown> = {}, by = owner): Promise<Made> {
  return door.mutate<Made>(by, 'createApiKey', aKey(change), selection);
}

async function whyNot(secret: string, address = '127.0.0.1'): Promise<string> {
  try {
    await door.verify(`Bearer ${secret}`, address);
    return 'let in';
  } catch (error) {
    const { reason, details } = error as { reason: string; details: { cause?: string } };
    return details.cause === undefined ? reason : `${reason}: ${details.cause}`;
  }
}

describe('a key for the sandbox', () => {
  it('lets its holder in as a program of the tenant, with the roles and scopes that it was given', async () => {
    const { apiKey, secret } = await create({ scopes: ['loan:read', 'borrower:read'] });
    expect(secret).toMatch(/^fxk_s[0-9a-z]{26}_[\w-]{43}$/);
    expect(await door.verify(`Bearer ${secret}`, '127.0.0.1')).toEqual({
      tenantId: north,
      environment: 'sandbox',
      actor: { kind: 'client', id: apiKey.id },
      roles: ['lender'],
      scopes: ['borrower:read', 'loan:read'],
    });
  });

  it('is shown once, and nothing but its hash is kept', async () => {
    const input = aKey();
    const first = await door.mutate<Made>(owner, 'createApiKey', input, selection);
    const again = await door.mutate<Made>(owner, 'createApiKey', input, selection);
    expect(again).toEqual({ ...first, secret: null });
    expect(first.secret).toContain(first.apiKey.prefix.slice(-6));
    const admin = new pg.Client({ connectionString: door.database.adminUrl });
    await admin.connect();
    const random = first.secret.slice(-43);
    for (const table of ['api_key', 'api_key_secret', 'idempotency_key'])
      expect(
        (await admin.query(`SELECT 1 FROM tenant.${table} t WHERE t::text LIKE $1`, [`%${random}%`]))
          .rowCount,
      ).toBe(0);
    const log = await admin.query('SELECT 1 FROM audit.event e WHERE e::text LIKE $1', [`%${random}%`]);
    expect(log.rowCount).toBe(0);
    await admin.end();
  });

  it('is refused in live, by the service and by the database', async () => {
    expect(await door.refusal(ownerOf(north, 'live'), 'createApiKey', aKey(), selection)).toMatchObject({
      reason: 'SANDBOX_ONLY',
    });
    const { secret } = await create();
    expect(await whyNot(secret.replace('fxk_s', 'fxk_l'))).toBe('TOKEN_INVALID: unknown key');
  });

  it('of one tenant is not one of another, whatever is written into it', async () => {
    const south = await door.tenant('south');
    const { apiKey, secret } = await create();
    const forged = secret.replace(north.slice(7), south.slice(7));
    expect(await whyNot(forged)).toBe('TOKEN_INVALID: unknown key');
    const query = 'query ($id: ID!) { apiKey(id: $id) { id } }';
    expect(await refusalOf(door.service, ownerOf(south), query, { id: apiKey.id })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('never opens accounts, keys or approvals, even with the role of an owner', async () => {
    const { apiKey } = await create({ roles: ['owner', 'approver'] });
    expect(apiKey.scopes.filter((scope) => /^(user|client|api-key|approval|audit):/.test(scope))).toEqual([
      'approval:read',
      'audit:read',
    ]);
    expect(
      await door.refusal(
        owner,
        'createApiKey',
        aKey({ roles: ['owner'], scopes: ['user:create'] }),
        selection,
      ),
    ).toMatchObject({ reason: 'INPUT_INVALID', path: 'input.scopes' });
  });

  it('made by a developer gives no more than the developer has', async () => {
    const developer = callerOf({ tenantId: north, roles: ['developer'] });
    const { apiKey } = await create({ roles: ['support'], scopes: ['loan:read'] }, developer);
    expect(apiKey.scopes).toEqual(['loan:read']);
    expect(await door.refusal(developer, 'createApiKey', aKey(), selection)).toMatchObject({
      reason: 'FORBIDDEN',
    });
  });
});

it('a developer gets no secret for a key that may more than they may, by rotating it', async () => {
  const developer = callerOf({ tenantId: north, roles: ['developer'], actor: { kind: 'person', id: 'dev' } });
  const [more, less] = [await create(), await create({ scopes: ['loan:read'] })];
  const rotate = (apiKeyId: string) => door.refusal(developer, 'rotateApiKey', { apiKeyId }, 'secret');
  expect(await rotate(more.apiKey.id)).toMatchObject({ reason: 'FORBIDDEN', path: 'input.apiKeyId' });
  expect(await whyNot(more.secret)).toBe('let in');
  const input = { apiKeyId: less.apiKey.id };
  expect(await door.mutate(developer, 'rotateApiKey', input, 'secret')).toMatchObject({
    secret: expect.stringMatching(/^fxk_/) as string,
  });
});

describe('an end', () => {
  it('comes to a key within a second after it was taken back', async () => {
    const { apiKey, secret } = await create();
    expect(await whyNot(secret)).toBe('let in');
    await door.mutate(owner, 'revokeApiKey', { apiKeyId: apiKey.id }, 'apiKey { status }');
    clock.advance(500);
    expect(await whyNot(secret)).toBe('TOKEN_INVALID: unknown key');
  });

  it('comes to an old secret when the overlap is over, and at once without one', async () => {
    const { apiKey, secret } = await create();
    const rotate = (overlapSeconds?: number) =>
      door.mutate<Made>(owner, 'rotateApiKey', { apiKeyId: apiKey.id, overlapSeconds }, selection);
    const second = (await rotate(60)).secret;
    expect([await whyNot(secret), await whyNot(second)]).toEqual(['let in', 'let in']);
    clock.advance(60_000);
    expect([await whyNot(secret), await whyNot(second)]).toEqual(['TOKEN_INVALID: unknown key', 'let in']);
    const third = (await rotate()).secret;
    clock.advance(500);
    expect([await whyNot(second), await whyNot(third)]).toEqual(['TOKEN_INVALID: unknown key', 'let in']);
  });

  it('comes with the key’s own time', async () => {
    const { secret } = await create({ expiresAt: new Date(Date.parse(clock.now()) + 1_000).toISOString() });
    expect(await whyNot(secret)).toBe('let in');
    clock.advance(1_000);
    expect(await whyNot(secret)).toMatch(/^TOKEN_(EXPIRED|INVALID: unknown key)$/);
  });

  it('comes to the keys of somebody whose account is closed', async () => {
    const dev = await door.person(owner, 'dev', ['developer']);
    const { secret } = await create({ roles: ['support'], scopes: ['loan:read'] }, dev.caller);
    expect(await whyNot(secret)).toBe('let in');
    await door.mutate(owner, 'disableUser', { userId: dev.id }, 'user { status }');
    clock.advance(500);
    expect(await whyNot(secret)).toBe('TOKEN_INVALID: unknown key');
  });
});

describe('from where', () => {
  it('a key is used can be held to addresses and networks', async () => {
    const { secret } = await create({ addresses: ['203.0.113.0/24', '2001:db8::7'] });
    expect(await whyNot(secret, '203.0.113.9')).toBe('let in');
    expect(await whyNot(secret, '::ffff:203.0.113.9')).toBe('let in');
    expect(await whyNot(secret, '2001:db8::7')).toBe('let in');
    for (const address of ['203.0.114.9', '2001:db8::8', ''])
      expect(await whyNot(secret, address)).toBe('TOKEN_INVALID: address');
    for (const addresses of [[], ['localhost'], ['10.0.0.0/33'], ['10.0.0.0/8/1']])
      expect(await door.refusal(owner, 'createApiKey', aKey({ addresses }), selection)).toMatchObject({
        path: 'input.addresses',
      });
  });

  it('keys are guessed is not heard for a minute after twenty, and good keys that are known go on', async () => {
    const [known, fresh] = [await create(), await create()];
    const guess = (index: number) => `fxk_s${north.slice(7)}_${String(index).padStart(43, 'A')}`;
    expect(await whyNot(known.secret, '198.51.100.1')).toBe('let in');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => whyNot(guess(index), '198.51.100.1')),
    );
    expect(answers.filter((answer) => answer === 'RATE_LIMITED').length).toBe(30);
    expect(await whyNot(fresh.secret, '198.51.100.1')).toBe('RATE_LIMITED');
    expect(await whyNot('fxk_nothing', '198.51.100.1')).toBe('RATE_LIMITED');
    expect(await whyNot(known.secret, '198.51.100.1')).toBe('let in');
    expect(await whyNot(fresh.secret, '198.51.100.2')).toBe('let in');
    clock.advance(60_000);
    expect(await whyNot(guess(99), '198.51.100.1')).toBe('TOKEN_INVALID: unknown key');
  });
});

it('shows in a list when a key was last used, and never its secret', async () => {
  const { secret, apiKey } = await create();
  await door.verify(`Bearer ${secret}`, '127.0.0.1');
  const { apiKeys } = await ask<{
    apiKeys: { edges: { node: { id: string; lastUsedAt: string | null } }[] };
  }>(door.service, owner, '{ apiKeys(last: 1) { edges { node { id lastUsedAt prefix } } } }');
  expect(apiKeys.edges[0]?.node).toMatchObject({ id: apiKey.id, lastUsedAt: clock.now() });
});
