import type { Id } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { ask, callerOf, operator, refusalOf, SettableClock } from '@fanxing/testing';
import { ownerOf, startDoor, type TestDoor } from '../account/door.fixture.js';

jest.setTimeout(60_000);

const clock = new SettableClock(new Date().toISOString());
const [olga, omar] = [operator('olga'), operator('omar')];
let door: TestDoor;
let north: Id<'tenant'>;
let made = 0;

beforeAll(async () => {
  door = await startDoor(clock);
  north = await door.tenant('north');
});
afterAll(() => door?.stop());

const selection = 'breakGlass { id status endsAt uses }';
interface Access {
  readonly breakGlass: { id: string; status: string; endsAt: string | null; uses: number };
  readonly secret?: string;
}

const asked = (change: Record<string, unknown> = {}) => ({
  idempotencyKey: `access ${(made += 1)}`,
  tenantId: north,
  environment: 'LIVE',
  reason: 'Ticket 4711: a repayment does not show',
  minutes: 30,
  ...change,
});
const the = (breakGlassId: string) => ({ tenantId: north, environment: 'LIVE', breakGlassId });

async function request(change: Record<string, unknown> = {}): Promise<string> {
  const { breakGlass } = await door.mutate<Access>(olga, 'requestBreakGlass', asked(change), selection);
  return breakGlass.id;
}

async function open(change: Record<string, unknown> = {}): Promise<{ id: string; bearer: string }> {
  const id = await request(change);
  await door.mutate(omar, 'approveBreakGlass', the(id), selection);
  const { secret } = await door.mutate<Access>(olga, 'takeBreakGlass', the(id), `${selection} secret`);
  return { id, bearer: `Bearer ${secret}` };
}

async function whyNot(bearer: string): Promise<string> {
  return door.verify(bearer, '127.0.0.1').then(
    () => 'let in',
    (error: { reason: string }) => error.reason,
  );
}

async function audited(action: string): Promise<{ actorId: string; after: Record<string, unknown> }[]> {
  const query = `query ($action: String!) { auditEvents(filter: { action: $action }, last: 20) {
    edges { node { actorId after } } } }`;
  const { auditEvents } = await ask<{
    auditEvents: { edges: { node: { actorId: string; after: Record<string, unknown> } }[] };
  }>(door.service, ownerOf(north, 'live'), query, { action });
  return auditEvents.edges.map(({ node }) => node);
}

describe('an operator', () => {
  it('reads a tenant’s environment after another one has approved, and nothing else', async () => {
    const { bearer } = await open();
    const caller: TenantContext = await door.verify(bearer, '127.0.0.1');
    expect(caller).toMatchObject({
      tenantId: north,
      environment: 'live',
      actor: { kind: 'person', id: 'olga' },
    });
    await ask(door.service, caller, '{ viewer { id } auditEvents(first: 1) { edges { node { id } } } }');
    for (const [mutation, input] of [
      ['createUser', { idempotencyKey: 'x', username: 'x', roles: ['owner'] }],
      ['createClient', { idempotencyKey: 'x', name: 'x', roles: ['lender'] }],
      ['setFourEyes', { operations: [] }],
    ] as const)
      expect(await door.refusal(caller, mutation, input, '__typename')).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusalOf(door.service, caller, '{ users { edges { node { id } } } }')).toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('leaves each use in the tenant’s own audit log, with the reason', async () => {
    const reason = 'Ticket 4712: counted twice';
    const { id, bearer } = await open({ reason });
    for (let use = 0; use < 3; use += 1) await door.verify(bearer, '127.0.0.1');
    const uses = (await audited('useBreakGlass')).filter(({ after }) => after['reason'] === reason);
    expect(uses.map(({ actorId }) => actorId)).toEqual(['olga', 'olga', 'olga']);
    const query =
      '{ breakGlassAccesses(last: 1) { edges { node { id reason requestedBy approvedBy uses status } } } }';
    const { breakGlassAccesses } = await ask<{ breakGlassAccesses: { edges: unknown[] } }>(
      door.service,
      ownerOf(north, 'live'),
      query,
    );
    expect(breakGlassAccesses.edges).toEqual([
      { node: { id, reason, requestedBy: 'olga', approvedBy: 'omar', uses: 3, status: 'OPEN' } },
    ]);
  });

  it('can not approve what they asked for, nor use what another one asked for', async () => {
    const id = await request();
    expect(await door.refusal(olga, 'approveBreakGlass', the(id), selection)).toMatchObject({
      reason: 'FOUR_EYES',
    });
    expect(await door.refusal(olga, 'takeBreakGlass', the(id), selection)).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
    await door.mutate(omar, 'approveBreakGlass', the(id), selection);
    expect(await door.refusal(omar, 'takeBreakGlass', the(id), selection)).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('has to say why and for how long, an hour at most', async () => {
    for (const [change, path] of [
      [{ reason: 'because' }, 'input.reason'],
      [{ minutes: 61 }, 'input.minutes'],
      [{ minutes: 0 }, 'input.minutes'],
      [{ tenantId: 'tenant_00000000000000000000000000' }, 'input.tenantId'],
    ] as const)
      expect(await door.refusal(olga, 'requestBreakGlass', asked(change), selection)).toMatchObject({ path });
  });
});

describe('an access', () => {
  it('ends by itself', async () => {
    const { bearer } = await open({ minutes: 1 });
    expect(await whyNot(bearer)).toBe('let in');
    clock.advance(60_000);
    expect(await whyNot(bearer)).toBe('TOKEN_INVALID');
  });

  it('ends at once when the tenant’s owner ends it, or the operator', async () => {
    for (const by of [ownerOf(north, 'live'), omar]) {
      const { id, bearer } = await open();
      expect(await whyNot(bearer)).toBe('let in');
      await door.mutate(by, 'endBreakGlass', the(id), selection);
      expect(await whyNot(bearer)).toBe('TOKEN_INVALID');
      expect(await door.refusal(omar, 'approveBreakGlass', the(id), selection)).toMatchObject({
        reason: 'STATE_CONFLICT',
      });
    }
  });

  it('is good for its own tenant and environment alone, with the newest secret', async () => {
    const { id, bearer } = await open();
    expect(await whyNot(bearer.replace('fxb_l', 'fxb_s'))).toBe('TOKEN_INVALID');
    await door.mutate(olga, 'takeBreakGlass', the(id), `${selection} secret`);
    expect(await whyNot(bearer)).toBe('TOKEN_INVALID');
  });

  it('is nobody else’s to ask for, to see or to end', async () => {
    const id = await request();
    const south = await door.tenant('south');
    const owner = ownerOf(south, 'live');
    expect(await door.refusal(owner, 'endBreakGlass', the(id), selection)).toMatchObject({
      code: 'NOT_FOUND',
    });
    const own = { ...the(id), tenantId: south };
    expect(await door.refusal(owner, 'endBreakGlass', own, selection)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await door.refusal(owner, 'requestBreakGlass', asked(), selection)).toMatchObject({
      code: 'FORBIDDEN',
    });
    const lender = callerOf({ tenantId: north, environment: 'live', roles: ['lender'] });
    expect(
      await refusalOf(door.service, lender, '{ breakGlassAccesses { edges { node { id } } } }'),
    ).toMatchObject({ code: 'FORBIDDEN' });
  });
});
