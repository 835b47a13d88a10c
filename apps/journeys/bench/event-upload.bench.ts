import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aBorrower } from '../src/harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../src/harness/a-tenant.fixture.js';
import { queryAll } from '../src/harness/auditor.fixture.js';
import { destroyPlatforms, newPlatform } from '../src/harness/running-platform.fixture.js';
import { processorTimeOf, timeOfEach } from './busy-tenants.fixture.js';

jest.setTimeout(3_600_000);

/*
 * Events a second from one file through the gateway into the table where they are kept: read, judged, sealed, in parts that are committed each.
 * Beside it what a bare COPY of the very rows into a table like it, with its indexes, takes in the same database. `EVENTS=1000000` sends
 * more. The processor time says what a machine with nothing else to do could take: each side has one core at most.
 */
const events = Number(process.env['EVENTS'] ?? 100_000);
const borrowers = 50;
const chunkBytes = 8 * 1024 * 1024;

const platform = newPlatform();
let bank: Tenant;
let folder: string;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  folder = await mkdtemp(join(tmpdir(), 'fanxing-bench-'));
  // The server may run as a user of its own.
  await chmod(folder, 0o777);
});
afterAll(async () => {
  await destroyPlatforms();
  await rm(folder, { recursive: true, force: true });
});

async function aFile(): Promise<Buffer> {
  const ids: string[] = [];
  for (let index = 0; index < borrowers; index += 1) ids.push((await aBorrower(bank, `b${index}`, 0)).id);
  const start = Date.parse('2025-01-01T00:00:00Z');
  const lines = Array.from({ length: events }, (_, index) =>
    JSON.stringify({
      id: `event-${index}`,
      borrowerId: ids[index % borrowers],
      kind: 'payment',
      at: new Date(start + index * 60_000).toISOString(),
      amount: `${index % 900}.50`,
      currency: 'CNY',
      direction: 'IN',
      counterparty: `customer ${index % 977}`,
      channel: 'QR',
      fields: { purpose: 'goods' },
    }),
  );
  return Buffer.from(lines.join('\n'));
}

async function send(path: string, body: Buffer, offset: number, isLast: boolean) {
  const response = await fetch(`${platform.ready.urls.gateway}${path}`, {
    method: 'PUT',
    headers: {
      authorization: await bank.lender.authorization(),
      'content-type': 'application/octet-stream',
      'upload-offset': String(offset),
      ...(isLast && { 'upload-complete': '?1' }),
    },
    body: new Uint8Array(body),
  });
  return (await response.json()) as { receivedBytes: number; accepted: number };
}

it('a file of events', async () => {
  const file = await aFile();
  const input = { idempotencyKey: 'file', source: 'core', format: 'NDJSON' };
  const { path } = await bank.lender.do<{ path: string }>('beginEventUpload', input, 'path');
  const now = await processorTimeOf(platform);
  const before = now();
  const startedMs = performance.now();
  let state = { receivedBytes: 0, accepted: 0 };
  while (state.receivedBytes < file.length) {
    const from = state.receivedBytes;
    const body = file.subarray(from, from + chunkBytes);
    state = await send(path, body, from, from + body.length === file.length);
  }
  const ratePerSecond = events / ((performance.now() - startedMs) / 1_000);
  const after = now();
  expect(state.accepted).toBe(events);
  const copyPerSecond = await plainCopy();
  process.stdout.write(
    `\n${events.toLocaleString('en')} events, ${(file.length / 1e6).toFixed(0)} MB: ${ratePerSecond.toFixed(0)} a second; ` +
      `bare COPY of the same rows ${copyPerSecond.toFixed(0)} a second; ratio ${(ratePerSecond / copyPerSecond).toFixed(3)}\n` +
      `a thousand events at a time${timeOfEach(before, after, events / 1_000)}\n`,
  );
});

async function plainCopy(): Promise<number> {
  const rows = join(folder, 'rows');
  await writeFile(rows, '');
  await chmod(rows, 0o666);
  await queryAll(platform, `COPY risk.event TO '${rows}' (FORMAT binary)`);
  await queryAll(platform, 'CREATE TABLE public.plain_event (LIKE risk.event INCLUDING ALL)');
  const startedMs = performance.now();
  await queryAll(platform, `COPY public.plain_event FROM '${rows}' (FORMAT binary)`);
  return events / ((performance.now() - startedMs) / 1_000);
}
