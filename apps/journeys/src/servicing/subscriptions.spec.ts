import { aLine, aLoan, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { Caller } from '../harness/caller.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { EventStream, type StreamEvent } from './event-stream.fixture.js';

jest.setTimeout(180_000);

const platform = sharedPlatform();
let north: Tenant;
let south: Tenant;
let lineId: string;
let applicationId: string;
const open: EventStream[] = [];

beforeAll(async () => {
  await platform.start();
  [north, south] = [await aTenant(platform, 'north'), await aTenant(platform, 'south')];
  ({ lineId, applicationId } = await aLine(north, 'Feng'));
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});
afterAll(destroyPlatforms);

const loanText =
  'subscription Watch($id: ID!) { loan(id: $id) { id status outstanding { amount } repayments { amount { amount } } } }';

async function watch(
  caller: Caller,
  variables: Record<string, unknown>,
  query = loanText,
): Promise<EventStream> {
  const stream = await EventStream.open(platform, await caller.authorization(), query, variables);
  open.push(stream);
  return stream;
}

interface ShownLoan {
  readonly id: string;
  readonly status: string;
  readonly outstanding: { readonly amount: string };
}

const shown = (events: readonly StreamEvent[]): string[] =>
  events
    .filter(({ event }) => event === 'next')
    .map(({ data }) => data?.data?.['loan'] as ShownLoan)
    .map(({ status, outstanding }) => `${status} ${outstanding.amount}`);
const reasonOf = (events: readonly StreamEvent[]): string | undefined =>
  events.find(({ data }) => data?.errors)?.data?.errors?.[0]?.extensions.reason;

describe('a subscription', () => {
  it('shows a loan as it stands, and each time that it has changed', async () => {
    const draw = await north.lender.do<{ id: string }>(
      'drawDown',
      { idempotencyKey: 'watched', creditLineId: lineId, amount: yuan('900.00') },
      'id',
    );
    const stream = await watch(north.lender, { id: draw.id });
    expect(stream.response.status).toBe(200);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('cache-control')).toBe('private, no-store');
    await stream.until((events) => shown(events).includes('ACTIVE 900.00'));
    await north.lender.do('repay', { idempotencyKey: 'some', loanId: draw.id, amount: yuan('400.00') }, 'id');
    await stream.until((events) => shown(events).includes('ACTIVE 500.00'));
    await north.lender.do('repay', { idempotencyKey: 'all', loanId: draw.id, amount: yuan('500.00') }, 'id');
    await stream.until((events) => shown(events).includes('CLOSED 0.00'));
    const told = shown(stream.events);
    expect(new Set(told).size).toBe(told.length);
  });

  it('hears of what was changed by hand, and of what the end of a day did', async () => {
    const loanId = await aLoan(north, lineId, '300.00', 'overdue');
    const stream = await watch(north.lender, { id: loanId });
    await stream.until((events) => shown(events).includes('ACTIVE 300.00'));
    await north.lender.do('advanceTestClock', { idempotencyKey: 'far', days: 100 }, 'businessDate');
    await stream.until((events) => shown(events).includes('OVERDUE 300.00'));
    await north.riskOfficer.do('writeOffLoan', { idempotencyKey: 'gone', loanId, reason: 'gone' }, 'status');
    await stream.until((events) => shown(events).includes('WRITTEN_OFF 300.00'));
  });

  it('shows an application too', async () => {
    const text = 'subscription ($id: ID!) { application(id: $id) { status } }';
    const stream = await watch(north.lender, { id: applicationId }, text);
    await stream.until((events) => events.length > 0);
    expect(stream.events[0]).toEqual({
      event: 'next',
      data: { data: { application: { status: 'APPROVED' } } },
    });
  });

  it('shows nothing of another tenant, and ends with its word', async () => {
    const loanId = await aLoan(north, lineId, '100.00', 'private');
    const stream = await watch(south.lender, { id: loanId });
    await stream.ended();
    expect(stream.events.map(({ event }) => event)).toEqual(['next', 'complete']);
    expect(reasonOf(stream.events)).toBe('NOT_FOUND');
    expect(JSON.stringify(stream.events)).not.toContain('100.00');
  });

  it('is refused without a token, as plain JSON where nobody streams, and where there are too many', async () => {
    const loanId = await aLoan(north, lineId, '100.00', 'limits');
    const bare = await EventStream.open(platform, 'Bearer nothing', loanText, { id: loanId });
    expect(bare.response.status).toBe(401);
    const plain = await north.lender.send(loanText, { id: loanId });
    expect(plain.errors[0]?.message).toContain('text/event-stream');
    const streams: EventStream[] = [];
    for (let each = 0; each < 10; each += 1) streams.push(await watch(north.lender, { id: loanId }));
    const eleventh = await watch(north.lender, { id: loanId });
    expect(eleventh.response.status).toBe(429);
    streams[0]?.close();
    await expect(
      (async () => {
        for (let turn = 0; turn < 50; turn += 1) {
          const again = await watch(north.lender, { id: loanId });
          if (again.response.status === 200) return 200;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        return 429;
      })(),
    ).resolves.toBe(200);
  });

  it('answers a query that comes with the same header as a query', async () => {
    const response = await fetch(platform.ready.urls.graphql, {
      method: 'POST',
      headers: {
        authorization: await north.lender.authorization(),
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: '{ viewer { id } }' }),
    });
    expect(response.headers.get('content-type')).toContain('application/json');
  });

  it('ends when the account ends', async () => {
    const loanId = await aLoan(north, lineId, '100.00', 'account');
    const { client, clientSecret } = await north.owner.do<{
      client: { id: string; clientId: string };
      clientSecret: string;
    }>(
      'createClient',
      { idempotencyKey: 'short', name: 'Short', roles: ['lender'] },
      'client { id clientId } clientSecret',
    );
    const program = new Caller(platform, { clientId: client.clientId, clientSecret });
    const stream = await watch(program, { id: loanId });
    await stream.until((events) => shown(events).length > 0);
    await north.owner.do('disableClient', { clientId: client.id }, '__typename');
    await stream.ended();
    expect(reasonOf(stream.events)).toBe('TOKEN_INVALID');
    expect(stream.events.at(-1)?.event).toBe('complete');
  });

  it('ends when the tenant is suspended, and leaves every other tenant’s alone', async () => {
    const loanId = await aLoan(north, lineId, '100.00', 'tenant');
    const southLine = await aLine(south, 'Gao');
    const southLoan = await aLoan(south, southLine.lineId, '200.00', 'south');
    const [own, other] = [
      await watch(north.lender, { id: loanId }),
      await watch(south.lender, { id: southLoan }),
    ];
    await own.until((events) => shown(events).length > 0);
    const [operator] = platform.ready.users.map((user) => new Caller(platform, user));
    await operator?.do('suspendTenant', { tenantId: north.id }, 'status');
    await own.ended();
    expect(own.events.at(-1)?.event).toBe('complete');
    await south.lender.do(
      'repay',
      { idempotencyKey: 'south', loanId: southLoan, amount: yuan('200.00') },
      'id',
    );
    await other.until((events) => shown(events).includes('CLOSED 0.00'));
  });
});
