import type { Id } from '@fanxing/kernel';
import { fourEyesTable } from '@fanxing/runtime/identity';
import { callerOf } from '@fanxing/testing';
import { ownerOf, startDoor, type TestDoor, type TestPerson } from '../account/door.fixture.js';

jest.setTimeout(60_000);

let door: TestDoor;
let north: Id<'tenant'>;
let ann: TestPerson;
let annAgain: TestPerson;
let annInLive: TestPerson;
let bo: TestPerson;

beforeAll(async () => {
  door = await startDoor();
  north = await door.tenant('north');
  const owner = ownerOf(north);
  ann = await door.person(owner, 'ann', ['owner', 'approver']);
  annAgain = await door.person(owner, 'ann-second', ['approver', 'owner'], { person: 'ann@bank.example' });
  bo = await door.person(owner, 'bo', ['approver', 'owner']);
  annInLive = await door.person(ownerOf(north, 'live'), 'ann', ['approver'], { person: 'ANN@bank.example' });
  await door.mutate(owner, 'setFourEyes', { operations: ['createClient'] }, 'fourEyes { operations }');
});
afterAll(() => door?.stop());

const approval = 'approval { id status decidedBy }';
const client = 'client { id } clientSecret';
const aClient = (name: string) => ({ idempotencyKey: name, name, roles: ['lender'] });

async function asked(by: TestPerson, mutation: string, input: Record<string, unknown>, selection: string) {
  const { reason, details } = await door.refusal(by.caller, mutation, input, selection);
  expect(reason).toBe('APPROVAL_NEEDED');
  return { approvalId: String(details['approvalId']) };
}

describe('an operation for which the tenant wants two persons', () => {
  it('waits for another person, and is done when it is repeated', async () => {
    const input = aClient('Core');
    const waiting = await asked(ann, 'createClient', input, client);
    expect(await asked(ann, 'createClient', input, client)).toEqual(waiting);
    await door.mutate(bo.caller, 'approveOperation', waiting, approval);
    const made = await door.mutate<{ clientSecret: string }>(ann.caller, 'createClient', input, client);
    expect(made.clientSecret).toMatch(/^[\w-]{43}$/);
  });

  it('is approved for the very request alone, and for whoever asked', async () => {
    const waiting = await asked(ann, 'createClient', aClient('Ledger'), client);
    await door.mutate(bo.caller, 'approveOperation', waiting, approval);
    await asked(ann, 'createClient', { ...aClient('Ledger'), roles: ['owner'] }, client);
    await asked(bo, 'createClient', aClient('Ledger'), client);
  });

  it('is not approved by the same person, by whichever account, nor by a program whatever its role', async () => {
    const waiting = await asked(ann, 'createClient', aClient('Own'), client);
    const program = callerOf({
      tenantId: north,
      roles: ['approver'],
      actor: { kind: 'client', id: 'robot' },
    });
    // She was made without a person; the account of the same name in live says who she is.
    for (const [caller, reason] of [
      [ann.caller, 'FOUR_EYES'],
      [annAgain.caller, 'FOUR_EYES'],
      [program, 'FORBIDDEN'],
    ] as const)
      expect(await door.refusal(caller, 'approveOperation', waiting, approval)).toMatchObject({
        code: 'FORBIDDEN',
        reason,
      });
    expect(await door.refusal(annInLive.caller, 'approveOperation', waiting, approval)).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('is not approved by the person who made the program that asks', async () => {
    const program = callerOf({
      tenantId: north,
      roles: ['owner'],
      actor: { kind: 'client', id: await clientOfAnn() },
    });
    const { details } = await door.refusal(program, 'createClient', aClient('By a program'), client);
    const waiting = { approvalId: String(details['approvalId']) };
    expect(await door.refusal(annAgain.caller, 'approveOperation', waiting, approval)).toMatchObject({
      reason: 'FOUR_EYES',
    });
    await door.mutate(bo.caller, 'approveOperation', waiting, approval);
  });

  it('that was rejected is not done, whoever changes their mind', async () => {
    const waiting = await asked(ann, 'createClient', aClient('Never'), client);
    await door.mutate(bo.caller, 'rejectOperation', waiting, approval);
    expect(await door.refusal(bo.caller, 'approveOperation', waiting, approval)).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
    expect(await door.refusal(ann.caller, 'createClient', aClient('Never'), client)).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
  });

  async function clientOfAnn(): Promise<string> {
    const input = aClient('Maker');
    await door.mutate(
      bo.caller,
      'approveOperation',
      await asked(ann, 'createClient', input, client),
      approval,
    );
    return (await door.mutate<{ client: { id: string } }>(ann.caller, 'createClient', input, client)).client
      .id;
  }
});

it('can not be switched off by one person alone', async () => {
  const off = { operations: [] };
  const waiting = await asked(ann, 'setFourEyes', off, 'fourEyes { operations }');
  expect(await door.refusal(ann.caller, 'approveOperation', waiting, approval)).toMatchObject({
    reason: 'FOUR_EYES',
  });
  expect(
    await door.refusal(bo.caller, 'setFourEyes', { operations: ['approveTenant'] }, '__typename'),
  ).toMatchObject({
    path: 'input.operations',
  });
  await door.mutate(bo.caller, 'approveOperation', waiting, approval);
  const { fourEyes } = await door.mutate<{ fourEyes: { operations: string[]; always: string[] } }>(
    ann.caller,
    'setFourEyes',
    off,
    'fourEyes { operations always }',
  );
  expect(fourEyes).toEqual({
    operations: [],
    always: Object.entries(fourEyesTable).flatMap(([name, rule]) => (rule === 'always' ? [name] : [])),
  });
  // What was approved once is not approved for ever.
  await door.mutate(ann.caller, 'setFourEyes', { operations: ['createUser'] }, '__typename');
  await asked(ann, 'setFourEyes', off, 'fourEyes { operations }');
});
