import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Id } from '@fanxing/kernel';
import { callerOf } from '@fanxing/testing';
import { ownerOf, startDoor, type TestDoor, type TestPerson } from './door.fixture.js';

jest.setTimeout(60_000);

let door: TestDoor;
let admin: pg.Client;
let north: Id<'tenant'>;
let eve: TestPerson;
let eveAgain: TestPerson;
let bo: TestPerson;

beforeAll(async () => {
  door = await startDoor();
  admin = new pg.Client({ connectionString: door.database.adminUrl });
  await admin.connect();
  north = await door.tenant('north');
  const owner = ownerOf(north);
  eve = await door.person(owner, 'eve', ['owner', 'approver'], { person: 'S-7' });
  eveAgain = await door.person(owner, 'eve-2', ['owner', 'approver'], { person: 's-7' });
  bo = await door.person(owner, 'bo', ['owner', 'approver']);
  await door.mutate(owner, 'setFourEyes', { operations: ['createClient'] }, '__typename');
});
afterAll(async () => {
  await admin?.end();
  await door?.stop();
});

const approval = 'approval { status }';
const user = 'user { id }';

/** What the account of this person answers to something that another one has asked for. */
async function answerOf(other: TestPerson, name: string, asks = eve.caller): Promise<unknown> {
  const input = { idempotencyKey: name, name, roles: ['lender'] };
  const { reason, details } = await door.refusal(asks, 'createClient', input, 'client { id }');
  expect(reason).toBe('APPROVAL_NEEDED');
  const waiting = { approvalId: String(details['approvalId']) };
  try {
    await door.mutate(other.caller, 'approveOperation', waiting, approval);
    return 'approved';
  } catch {
    return (await door.refusal(other.caller, 'approveOperation', waiting, approval)).reason;
  }
}

const kept = async () =>
  (
    await admin.query<{ username: string; person: string | null; index: string | null }>(
      `SELECT username, person, encode(person_index, 'hex') AS index FROM tenant.user WHERE tenant_id = $1`,
      [north],
    )
  ).rows;

/** As the number stood before there was a key. */
const digest = (person: string) => createHash('sha256').update(`${north} ${person}`).digest('base64url');

it('whoever reads the table of accounts can not try staff numbers out', async () => {
  const rows = await kept();
  const [one, other] = ['eve@north', 'eve-2@north'].map((name) =>
    rows.find(({ username }) => username === name),
  );
  expect(one).toMatchObject({ person: null, index: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
  expect(other?.index).toBe(one?.index);
  const { rows: tables } = await admin.query<{ text: string }>(
    `SELECT (SELECT json_agg(u) FROM tenant.user u)::text || (SELECT json_agg(k) FROM tenant.idempotency_key k)::text AS text`,
  );
  expect(tables[0]?.text).not.toContain(digest('s-7'));
  const guess = createHash('sha256')
    .update(
      JSON.stringify({
        idempotencyKey: 'eve of sandbox',
        person: 'S-7',
        roles: ['owner', 'approver'],
        username: 'eve',
      }),
    )
    .digest('base64url');
  expect(tables[0]?.text).not.toContain(guess);
});

it('accounts of before are one person from the first moment, and when their digests are under a key', async () => {
  await admin.query(
    `UPDATE tenant.user SET person_index = NULL, person = $2 WHERE tenant_id = $1 AND username = 'eve@north'`,
    [north, digest('s-7')],
  );
  expect(await answerOf(eveAgain, 'while one of them is a digest')).toBe('FOUR_EYES');
  await admin.query(`SELECT tenant.seal_later($1, 'sandbox', 0)`, [north]);
  const until = Date.now() + 30_000;
  while ((await kept()).some(({ person }) => person !== null) && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const indexes = (await kept()).flatMap(({ index }) => index ?? []);
  expect([new Set(indexes).size, indexes.length]).toEqual([1, 2]);
  expect(await answerOf(eveAgain, 'when both are indexes')).toBe('FOUR_EYES');
  expect(await answerOf(bo, 'another person')).toBe('approved');
});

it('nobody makes another person of an account of their own', async () => {
  for (const [by, account] of [
    [eve, eve],
    [eve, eveAgain],
    [eveAgain, eve],
  ] as const)
    expect(
      await door.refusal(by.caller, 'identifyUser', { userId: account.id, person: 'S-8' }, user),
    ).toMatchObject({ code: 'FORBIDDEN', reason: 'OWN_ACCOUNT' });
  await door.mutate(eve.caller, 'identifyUser', { userId: eve.id, person: ' S-7 ' }, user);
  expect(await answerOf(eveAgain, 'after trying')).toBe('FOUR_EYES');
});

it('a namesake in the other environment can not be made somebody else', async () => {
  const live = ownerOf(north, 'live');
  const input = { idempotencyKey: 'namesake', username: 'eve', roles: ['owner'], person: 'S-9' };
  expect(await door.refusal(live, 'createUser', input, user)).toMatchObject({
    reason: 'STATE_CONFLICT',
    path: 'input.person',
  });
  await door.mutate(live, 'createUser', { ...input, person: 'S-7' }, user);
  expect(await answerOf(eveAgain, 'after a namesake')).toBe('FOUR_EYES');
});

it('a program made by a program made by a person stands for that person', async () => {
  await door.mutate(
    bo.caller,
    'approveOperation',
    {
      approvalId: String(
        (await door.refusal(eve.caller, 'setFourEyes', { operations: [] }, '__typename')).details[
          'approvalId'
        ],
      ),
    },
    approval,
  );
  await door.mutate(eve.caller, 'setFourEyes', { operations: [] }, '__typename');
  const made = async (by: typeof eve.caller, name: string) => {
    const input = { idempotencyKey: name, name, roles: ['owner'] };
    const { client } = await door.mutate<{ client: { id: string } }>(
      by,
      'createClient',
      input,
      'client { id }',
    );
    return callerOf({ tenantId: north, roles: ['owner'], actor: { kind: 'client', id: client.id } });
  };
  const second = await made(await made(eve.caller, 'first'), 'second');
  await door.mutate(bo.caller, 'setFourEyes', { operations: ['createClient'] }, '__typename');
  expect(await answerOf(eveAgain, 'by the second', second)).toBe('FOUR_EYES');
  expect(await answerOf(bo, 'by the second again', second)).toBe('approved');
});

it('a password is not reset, nor an account identified, by one person where the tenant wants two', async () => {
  const off = await door.refusal(
    eve.caller,
    'setFourEyes',
    { operations: ['resetUserPassword', 'identifyUser'] },
    '__typename',
  );
  const waiting = { approvalId: String(off.details['approvalId']) };
  await door.mutate(bo.caller, 'approveOperation', waiting, approval);
  await door.mutate(
    eve.caller,
    'setFourEyes',
    { operations: ['resetUserPassword', 'identifyUser'] },
    '__typename',
  );
  for (const [mutation, more] of [
    ['resetUserPassword', {}],
    ['identifyUser', { person: 'S-10' }],
  ] as const) {
    const input = { userId: bo.id, ...more };
    const { details, reason } = await door.refusal(eve.caller, mutation, input, user);
    expect(reason).toBe('APPROVAL_NEEDED');
    const { rows } = await admin.query<{ request: string }>(
      'SELECT request::text FROM tenant.approval WHERE id = $1',
      [details['approvalId']],
    );
    expect(rows[0]?.request).not.toContain('S-10');
  }
});
