import { aBorrower } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;
let borrowerId: string;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  borrowerId = (await aBorrower(bank, 'shop', 0)).id;
  const names = [{ kind: 'EVENT_KIND', name: 'visitCount', category: 'ORDERS' }];
  await bank.owner.do('declareDataNames', { names }, 'declared');
});
afterAll(destroyPlatforms);

const schema = {
  type: 'object',
  required: ['count'],
  properties: {
    count: { type: 'integer', description: 'people who came in', minimum: 0 },
    guest: { type: 'string', description: 'who', personal: true },
  },
};

const definition = (version: number, more: object = {}) => ({
  idempotencyKey: `visits ${version}`,
  kind: 'visitCount',
  meaning: 'how many people came into the shop in a day',
  meaningZh: '门店日客流',
  schema: { ...schema, ...more },
});

const event = (more: object) => ({
  id: 'visit',
  borrowerId,
  kind: 'visitCount',
  at: '2026-11-01T00:00:00Z',
  ...more,
});

describe('a bank’s own kind of events', () => {
  it('is defined in versions that fit what came before, and checks what comes', async () => {
    const shown = 'kind version category personalFields isOwn';
    expect(await bank.owner.do('defineEventKind', definition(1), shown)).toEqual({
      kind: 'visitCount',
      version: 1,
      category: 'ORDERS',
      personalFields: ['guest'],
      isOwn: true,
    });
    const refused = await bank.lender.refusalOf('ingestEvents', {
      events: [event({ fields: { count: -1 } })],
    });
    expect(refused.extensions).toMatchObject({
      reason: 'EVENT_FIELD_INVALID',
      path: 'input.events.0.fields.count',
    });
    const narrower = definition(2, { required: ['count', 'guest'] });
    expect((await bank.owner.refusalOf('defineEventKind', narrower)).extensions).toMatchObject({
      code: 'CONFLICT',
      reason: 'EVENT_KIND_INCOMPATIBLE',
      details: { kind: 'visitCount', version: 1 },
    });
    const properties = { ...schema.properties, hour: { type: 'integer', description: 'hour of the day' } };
    const wider = await bank.owner.do('defineEventKind', definition(3, { properties }), 'version');
    expect(wider).toEqual({ version: 2 });
    const fields = { count: 12, hour: 9 };
    expect(await bank.lender.do('ingestEvents', { events: [event({ fields })] }, 'accepted')).toEqual({
      accepted: 1,
    });
  });

  it('is not one of ours, none that nobody has declared, and has a schema that can be one', async () => {
    const reasonOf = async (more: object) =>
      (await bank.owner.refusalOf('defineEventKind', { ...definition(9), ...more })).extensions.reason;
    expect(await reasonOf({ kind: 'payment' })).toBe('ALREADY_EXISTS');
    expect(await reasonOf({ kind: 'visitor' })).toBe('DATA_NAME_UNKNOWN');
    expect(await reasonOf({ schema: { type: 'array' } })).toBe('EVENT_KIND_INVALID');
  });

  it('stands beside those of every bank', async () => {
    const { eventKinds } = await bank.riskOfficer.ask<{ eventKinds: { kind: string; isOwn: boolean }[] }>(
      '{ eventKinds { kind isOwn version meaning meaningZh schema category personalFields } }',
      {},
    );
    expect(eventKinds.filter(({ isOwn }) => isOwn).map(({ kind }) => kind)).toEqual(['visitCount']);
    expect(eventKinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['payment', 'utility']));
  });
});

it('refuses an event of a day that will not come', async () => {
  const events = [event({ at: '2206-11-01T00:00:00Z', kind: 'payment' })];
  expect((await bank.lender.refusalOf('ingestEvents', { events })).extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    reason: 'EVENT_IN_FUTURE',
    path: 'input.events.0.at',
    details: { at: '2206-11-01T00:00:00.000Z' },
  });
});
