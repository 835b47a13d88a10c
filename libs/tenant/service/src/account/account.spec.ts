import { setTimeout as pause } from 'node:timers/promises';
import type { Id } from '@fanxing/kernel';
import { platformTenantId, type KeycloakAdmin, type TenantContext } from '@fanxing/runtime/identity';
import { ask } from '@fanxing/testing';
import { ownerOf, startDoor, type TestDoor, type TestPerson } from './door.fixture.js';

jest.setTimeout(60_000);

let door: TestDoor;
let north: Id<'tenant'>;
let owner: TenantContext;

beforeAll(async () => {
  door = await startDoor();
  north = await door.tenant('north');
  owner = ownerOf(north);
});
afterAll(() => door?.stop());

async function outcome(authorization: string): Promise<string> {
  try {
    return (await door.verify(authorization)).roles.join(' ');
  } catch (error) {
    const { reason, details } = error as { reason: string; details: { cause?: string } };
    return details.cause === undefined ? reason : `${reason}: ${details.cause}`;
  }
}

/** Signs in anew, in another second: tokens are dated by the second. */
async function signedIn({ username }: TestPerson, password: string): Promise<string> {
  await pause(1_100);
  const token = await door.identity.tokenFor({ username, password });
  return token === undefined ? 'not signed in' : outcome(`Bearer ${token}`);
}

const revoked = 'TOKEN_INVALID: revoked';
const user = 'user { id username roles status }';

describe('a person whose account is closed', () => {
  it('is refused within a second, can not sign in, and comes back with a new token only', async () => {
    const ann = await door.person(owner, 'ann', ['finance']);
    expect(await outcome(ann.authorization)).toBe('finance');
    await door.mutate(owner, 'disableUser', { userId: ann.id }, user);
    await pause(500);
    expect(await outcome(ann.authorization)).toBe(revoked);
    expect(await signedIn(ann, ann.password)).toBe('not signed in');
    await door.mutate(owner, 'enableUser', { userId: ann.id }, user);
    await pause(500);
    expect(await outcome(ann.authorization)).toBe(revoked);
    expect(await signedIn(ann, ann.password)).toBe('finance');
  });

  it('can not open it again by another account of theirs', async () => {
    const [one, other] = [
      await door.person(owner, 'cat', ['finance'], { person: 'S-0042' }),
      await door.person(owner, 'cat-admin', ['owner'], { person: 's-0042' }),
    ];
    await door.mutate(owner, 'disableUser', { userId: one.id }, user);
    expect(await door.refusal(other.caller, 'enableUser', { userId: one.id }, user)).toMatchObject({
      reason: 'OWN_ACCOUNT',
    });
  });
});

describe('roles', () => {
  it('that are taken away count no more within a second; those that are given count from the next sign-in', async () => {
    const bo = await door.person(owner, 'bo', ['finance', 'auditor']);
    await door.mutate(owner, 'changeUserRoles', { userId: bo.id, roles: ['auditor', 'support'] }, user);
    await pause(500);
    expect(await outcome(bo.authorization)).toBe('auditor');
    expect(await signedIn(bo, bo.password)).toBe('auditor support');
  });

  it('are not raised by oneself, by whichever account, and may be laid down', async () => {
    const eve = await door.person(owner, 'eve', ['owner', 'finance'], { person: 'S-7' });
    const second = await door.person(owner, 'eve-2', ['owner'], { person: 'S-7' });
    for (const { caller } of [eve, second])
      expect(
        await door.refusal(caller, 'changeUserRoles', { userId: eve.id, roles: ['owner', 'approver'] }, user),
      ).toMatchObject({ code: 'FORBIDDEN', reason: 'OWN_ACCOUNT' });
    const { user: changed } = await door.mutate<{ user: { roles: string[] } }>(
      eve.caller,
      'changeUserRoles',
      { userId: eve.id, roles: ['owner'] },
      user,
    );
    expect(changed.roles).toEqual(['owner']);
  });

  it('of the platform are nobody’s to give, and nobody without the right changes any', async () => {
    const gus = await door.person(owner, 'gus', ['support']);
    const input = { userId: gus.id, roles: ['platform-operator'] };
    expect(await door.refusal(owner, 'changeUserRoles', input, user)).toMatchObject({ path: 'input.roles' });
    expect(
      await door.refusal(gus.caller, 'changeUserRoles', { userId: gus.id, roles: ['owner'] }, user),
    ).toMatchObject({ reason: 'FORBIDDEN' });
  });
});

describe('an operator of the platform, whom the identity provider alone knows,', () => {
  const { tenantId, environment } = { tenantId: platformTenantId, environment: 'live' } as const;
  const anOperator = async (username: string) => {
    const person = { username, password: 'a long enough password' };
    const admin = door.identity.keycloakAdmin;
    await admin.createUser({ ...person, tenantId, environment, roles: ['platform-operator'] });
    return { person, admin, authorization: `Bearer ${await door.identity.tokenFor(person)}` };
  };

  it('is refused within a second once closed, signed out or without the role', async () => {
    for (const [name, end, answer] of [
      ['olaf', (admin: KeycloakAdmin) => admin.setUserEnabled('olaf', false), revoked],
      ['ole', (admin: KeycloakAdmin) => admin.endSessions('ole'), revoked],
      ['osk', (admin: KeycloakAdmin) => admin.setUserRoles('osk', []), ''],
    ] as const) {
      const { admin, authorization } = await anOperator(name);
      expect(await outcome(authorization)).toBe('platform-operator');
      await end(admin);
      await pause(500);
      expect([name, await outcome(authorization)]).toEqual([name, answer]);
    }
  });

  it('is let in again by a sign-in of after', async () => {
    const { person, admin } = await anOperator('otto');
    await admin.endSessions('otto');
    await pause(1_100);
    expect(await outcome(`Bearer ${await door.identity.tokenFor(person)}`)).toBe('platform-operator');
  });
});

it('leaves no environment without an owner who can sign in, also when two go at once', async () => {
  const south = await door.tenant('south');
  const first = ownerOf(south);
  const { users } = await ask<{ users: { edges: { node: { id: string } }[] } }>(
    door.service,
    first,
    '{ users { edges { node { id } } } }',
  );
  const founder = users.edges[0]?.node.id ?? '';
  expect(await door.refusal(first, 'disableUser', { userId: founder }, user)).toMatchObject({
    reason: 'LAST_OWNER',
  });
  expect(
    await door.refusal(first, 'changeUserRoles', { userId: founder, roles: ['finance'] }, user),
  ).toMatchObject({ reason: 'LAST_OWNER' });
  const other = await door.person(first, 'other', ['owner']);
  const outcomes = await Promise.allSettled(
    [founder, other.id].map((userId) => door.mutate(first, 'disableUser', { userId }, user)),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

describe('a password', () => {
  it('is given anew when the first one was lost, and ends what was signed in with the old one', async () => {
    const hal = await door.person(owner, 'hal', ['auditor']);
    const { temporaryPassword } = await door.mutate<{ temporaryPassword: string }>(
      owner,
      'resetUserPassword',
      { userId: hal.id },
      'temporaryPassword',
    );
    await pause(500);
    expect(await outcome(hal.authorization)).toBe(revoked);
    expect(await signedIn(hal, hal.password)).toBe('not signed in');
    expect(await signedIn(hal, temporaryPassword)).toBe('auditor');
  });

  it('stays when only the sessions are ended', async () => {
    const ida = await door.person(owner, 'ida', ['auditor']);
    await door.mutate(owner, 'endUserSessions', { userId: ida.id }, user);
    await pause(500);
    expect(await outcome(ida.authorization)).toBe(revoked);
    expect(await signedIn(ida, ida.password)).toBe('auditor');
  });
});

describe('a program', () => {
  const selection = 'client { id status authentication } clientSecret';
  interface Made {
    readonly client: { id: string; status: string };
    readonly clientSecret: string;
  }
  const make = (name: string) =>
    door.mutate<Made>(owner, 'createClient', { idempotencyKey: name, name, roles: ['lender'] }, selection);
  const token = async ({ client, clientSecret }: Made): Promise<string> => {
    const got = await door.identity.tokenFor({ clientId: client.id, clientSecret });
    return got === undefined ? 'no token' : `Bearer ${got}`;
  };

  it('whose account is closed or deleted is refused within a second, and a deleted one stays so', async () => {
    const made = await make('Core');
    const authorization = await token(made);
    expect(await outcome(authorization)).toBe('lender');
    await door.mutate(owner, 'disableClient', { clientId: made.client.id }, 'client { status }');
    await pause(500);
    expect([await outcome(authorization), await token(made)]).toEqual([revoked, 'no token']);
    await door.mutate(owner, 'enableClient', { clientId: made.client.id }, 'client { status }');
    await pause(1_100);
    expect(await outcome(await token(made))).toBe('lender');
    await door.mutate(owner, 'deleteClient', { clientId: made.client.id }, 'client { status }');
    await pause(500);
    expect(await token(made)).toBe('no token');
    expect(
      await door.refusal(owner, 'enableClient', { clientId: made.client.id }, 'client { status }'),
    ).toMatchObject({ reason: 'STATE_CONFLICT' });
  });

  it('keeps its old secret for the overlap that was asked for, and no longer', async () => {
    const made = await make('Ledger');
    const rotate = async (overlapSeconds?: number): Promise<Made> => {
      const input = { clientId: made.client.id, overlapSeconds };
      const { clientSecret } = await door.mutate<Made>(owner, 'rotateClientSecret', input, 'clientSecret');
      return { ...made, clientSecret };
    };
    const second = await rotate(2);
    expect([await token(made), await token(second)]).toEqual([
      expect.stringMatching(/^Bearer/),
      expect.stringMatching(/^Bearer/),
    ]);
    await pause(2_000);
    expect([await token(made), await token(second)]).toEqual(['no token', expect.stringMatching(/^Bearer/)]);
    const third = await rotate();
    expect([await token(second), await token(third)]).toEqual(['no token', expect.stringMatching(/^Bearer/)]);
    const tooLong = { clientId: made.client.id, overlapSeconds: 604_801 };
    expect(await door.refusal(owner, 'rotateClientSecret', tooLong, 'clientSecret')).toMatchObject({
      path: 'input.overlapSeconds',
    });
  });

  it('or person that the tenant does not know is refused, whatever its token says', async () => {
    const { clientId, clientSecret } = await door.identity.keycloakAdmin.createServiceClient({
      clientId: 'made-elsewhere',
      name: 'Elsewhere',
      tenantId: north,
      environment: 'sandbox',
      roles: ['owner'],
    });
    const got = await door.identity.tokenFor({ clientId, clientSecret });
    expect(await outcome(`Bearer ${got}`)).toBe(revoked);
  });
});
