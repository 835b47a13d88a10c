import { aLine, aLoan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import type { Caller } from '../harness/caller.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { accountsOf } from './accounts.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let south: Tenant;
/** What is north's. */
let theirs: Readonly<
  Record<'loan' | 'creditLine' | 'borrower' | 'application' | 'tenantExport' | 'eventUpload', string>
>;

beforeAll(async () => {
  await platform.start();
  const north = await aTenant(platform, 'north');
  south = await aTenant(platform, 'south');
  const { lineId, borrowerId, applicationId } = await aLine(north, 'Wang');
  const accounts = await accountsOf(north);
  theirs = {
    loan: await aLoan(north, lineId, '1000.00', 'first'),
    creditLine: lineId,
    borrower: borrowerId,
    application: applicationId,
    tenantExport: accounts.tenantExportId,
    eventUpload: accounts.eventUploadId,
  };
});
afterAll(destroyPlatforms);

interface Door {
  readonly name: string;
  readonly of: keyof typeof theirs;
  readonly by: (tenant: Tenant) => Caller;
  readonly ask: (id: string, authorization: string) => Promise<Response>;
}

const lender = ({ lender: caller }: Tenant): Caller => caller;
const owner = ({ owner: caller }: Tenant): Caller => caller;

function fileDoor(path: (id: string) => string, of: Door['of'], by = lender, method = 'GET'): Door {
  const ask: Door['ask'] = (id, authorization) =>
    fetch(`${platform.ready.urls.gateway}${path(id)}`, { method, headers: { authorization } });
  return { name: `${method} ${path(`<${of}>`)}`, of, by, ask };
}

function uploadDoor(): Door {
  const ask: Door['ask'] = (id, authorization) =>
    fetch(`${platform.ready.urls.gateway}/event-uploads/${id}`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/octet-stream', 'upload-offset': '0' },
      body: '{}',
    });
  return { name: 'PUT /event-uploads/<eventUpload>', of: 'eventUpload', by: lender, ask };
}

function streamDoor(field: 'loan' | 'application'): Door {
  const ask: Door['ask'] = (id, authorization) =>
    fetch(platform.ready.urls.graphql, {
      method: 'POST',
      headers: { authorization, accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `subscription ($id: ID!) { ${field}(id: $id) { id status } }`,
        variables: { id },
      }),
    });
  return { name: `subscription ${field}(<id>)`, of: field, by: lender, ask };
}

/** Everything of the gateway's that takes an id and is not a query or a mutation. */
const doors: readonly Door[] = [
  ...['pdf', 'csv', 'json'].flatMap((format) => [
    fileDoor((id) => `/statements/loans/${id}?format=${format}`, 'loan'),
    fileDoor((id) => `/statements/credit-lines/${id}?format=${format}`, 'creditLine'),
    fileDoor((id) => `/statements/borrowers/${id}?format=${format}`, 'borrower'),
  ]),
  fileDoor((id) => `/exports/${id}`, 'tenantExport', owner),
  fileDoor((id) => `/exports/${id}`, 'tenantExport', owner, 'HEAD'),
  uploadDoor(),
  fileDoor((id) => `/event-uploads/${id}/rejected`, 'eventUpload'),
  streamDoor('loan'),
  streamDoor('application'),
];

function neverGivenOut(id: string): string {
  return `${id.slice(0, -6)}${[...id.slice(-6)].map((letter) => (letter === 'z' ? 'y' : 'z')).join('')}`;
}

/** What asking comes to, with what differs for everybody blotted out. */
async function outcome(door: Door, id: string) {
  const response = await door.ask(id, await door.by(south).authorization());
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => !/^(date|x-request-id|traceparent)$/.test(name)),
  );
  const text = (await response.text()).replaceAll(id, '<id>');
  return { status: response.status, headers, text };
}

describe("another bank's things", () => {
  it.each(doors.map((door) => [door.name, door] as const))('are not found by %s', async (_, door) => {
    const foreign = await outcome(door, theirs[door.of]);
    expect(foreign).toEqual(await outcome(door, neverGivenOut(theirs[door.of])));
    if (!door.name.startsWith('HEAD')) expect(foreign.text).toContain('"NOT_FOUND"');
    if (!door.name.startsWith('subscription')) expect(foreign.status).toBe(404);
  });

  it.each([
    '/metrics',
    '/logs',
    '/webhooks',
    '/exports',
    '/statements',
    '/audit',
    '/graphql/schema',
    '/_entities',
  ])('are not told at %s, where there is nothing for anybody', async (path) => {
    const authorization = await south.owner.authorization();
    for (const url of [path, `${path}?tenantId=${theirs.loan}`]) {
      const response = await fetch(`${platform.ready.urls.gateway}${url}`, { headers: { authorization } });
      expect([url, response.status]).toEqual([url, 404]);
      expect(await response.text()).toContain('ROUTE_NOT_FOUND');
    }
  });

  it('are not in what the platform says of its health, whoever asks', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      const bare = await fetch(`${platform.ready.urls.gateway}${path}`);
      const asked = await fetch(`${platform.ready.urls.gateway}${path}?tenant=${theirs.borrower}`, {
        headers: { authorization: await south.owner.authorization() },
      });
      const text = await bare.text();
      expect([asked.status, await asked.text()]).toEqual([bare.status, text]);
      expect(text).not.toMatch(/tenant_|north|south/);
    }
  });
});
