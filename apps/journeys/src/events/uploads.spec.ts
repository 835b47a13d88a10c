import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { aBorrower, payments } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { fanxing, fanxingJson } from '../harness/command-line.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { filesSentTo, shown, type State } from './sent-files.fixture.js';

jest.setTimeout(180_000);

const platform = newPlatform();
let bank: Tenant;
let borrowerId: string;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  borrowerId = (await aBorrower(bank, 'shop', 0)).id;
});
afterAll(destroyPlatforms);

const { begin, stateOf, put, rejectedOf } = filesSentTo(platform, () => bank);

const lines = (prefix: string, count: number, of = borrowerId) =>
  payments(of, prefix, count).map((event) => JSON.stringify(event));

it('a file keeps its good rows, and tells of each other why it is none, without quoting it', async () => {
  const upload = await begin('mixed');
  const [good, other, foreign] = payments(borrowerId, 'mixed', 3);
  const rows = [
    good,
    '{"name": "Wang Xiaoming"',
    { ...other, amount: 'Wang Xiaoming' },
    '',
    { ...other, at: '2206-01-01T00:00:00Z' },
    { ...other, kind: 'gossip' },
    { ...foreign, borrowerId: 'nobody' },
    { ...other, fields: { purpose: 5 } },
    other,
  ];
  const file = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
  const { status, answer } = await put(upload, file, 0, true);
  expect([status, answer]).toMatchObject([
    200,
    {
      status: 'DONE',
      rows: 9,
      accepted: 2,
      duplicates: 0,
      rejected: 6,
      receivedBytes: Buffer.byteLength(file),
    },
  ]);
  const first = await rejectedOf(upload);
  const rest = await rejectedOf(upload, first.at(-1)?.row);
  expect([...first, ...rest].map(({ row, reason, field }) => [row, reason, field])).toEqual([
    [2, 'INPUT_INVALID', null],
    [3, 'AMOUNT_MALFORMED', 'amount'],
    [5, 'EVENT_IN_FUTURE', 'at'],
    [6, 'DATA_NAME_UNKNOWN', 'kind'],
    [7, 'NOT_FOUND', 'borrowerId'],
    [8, 'EVENT_FIELD_INVALID', 'fields.purpose'],
  ]);
  expect(JSON.stringify([...first, ...rest])).not.toMatch(/Wang|nobody/);
});

it('a file that is cut off anywhere goes on from there, and takes nothing twice', async () => {
  const upload = await begin('cut');
  const count = 12_000;
  const file = Buffer.from(lines('cut', count, (await aBorrower(bank, 'busy', 0)).id).join('\n'));
  const half = Math.floor(file.length / 20);
  const { answer } = await put(upload, file.subarray(0, half), 0, false);
  expect(answer.receivedBytes).toBeLessThan(half);
  // The answer was lost, and the sender begins anew.
  const again = await put(upload, file, 0, true);
  expect(again.answer.errors?.[0]?.extensions).toMatchObject({
    reason: 'UPLOAD_OFFSET_WRONG',
    details: { expected: answer.receivedBytes },
  });
  // Killed while it takes the parts of a body in: what was committed by then stays, and nothing else.
  const broken = put(upload, file.subarray(answer.receivedBytes), answer.receivedBytes, true).catch(
    () => 'broken',
  );
  while ((await stateOf(upload)).receivedBytes === answer.receivedBytes) await pause(10);
  await platform.kill();
  expect(await broken).toBe('broken');
  await platform.start();
  const { receivedBytes, accepted } = await stateOf(upload);
  expect(receivedBytes).toBeGreaterThan(answer.receivedBytes);
  expect(receivedBytes).toBeLessThan(file.length);
  const taken = `SELECT count(*)::integer AS taken FROM risk.event WHERE id LIKE 'cut-%'`;
  expect(await queryAll(platform, taken)).toEqual([{ taken: accepted }]);
  const both = await Promise.all([
    put(upload, file.subarray(receivedBytes), receivedBytes, true),
    put(upload, file.subarray(receivedBytes), receivedBytes, true),
  ]);
  expect(both.filter(({ answer: { errors } }) => errors === undefined)).toHaveLength(1);
  expect(await stateOf(upload)).toMatchObject({ status: 'DONE', rows: count, accepted: count, rejected: 0 });
  expect(await queryAll(platform, taken)).toEqual([{ taken: count }]);
  const more = await put(upload, file, file.length, true);
  expect(more.answer.errors?.[0]?.extensions.reason).toBe('STATE_CONFLICT');
});

it('the same file under another upload is all known', async () => {
  const file = lines('same', 50).join('\r\n');
  expect((await put(await begin('same'), file, 0, true)).answer).toMatchObject({ accepted: 50 });
  const again = await put(await begin('same again'), file, 0, true);
  expect(again.answer).toMatchObject({ accepted: 0, duplicates: 50, rejected: 0 });
  const [twice, ...others] = lines('same', 53).toReversed();
  const more = [twice, ...others, twice].join('\n');
  expect((await put(await begin('same and more'), more, 0, true)).answer).toMatchObject({
    ...{ accepted: 3, duplicates: 51, rejected: 0 },
  });
});

it('of two corrections of one event in a file the later counts, and the file says that they contradict', async () => {
  const [first, other] = payments(borrowerId, 'corrected', 2);
  const correction = (id: string, channel: string) => ({ ...first, id, channel, corrects: first?.['id'] });
  // The later one has an earlier moment and a lower id: where it stands in the file is what decides.
  const later = { ...correction('a-later', 'LATER'), at: new Date(Date.now() - 9e9).toISOString() };
  const rows = [first, correction('z-earlier', 'EARLIER'), other, later];
  const { answer } = await put(
    await begin('corrected'),
    rows.map((row) => JSON.stringify(row)).join('\n'),
    0,
    true,
  );
  expect(answer).toMatchObject({ accepted: 4, contradictions: 1 });
  const { events } = await bank.lender.ask<{ events: { id: string }[] }>(
    'query ($id: ID!) { events(borrowerId: $id) { id channel } }',
    { id: borrowerId },
  );
  const ids = events.map(({ id }) => id);
  expect(ids).toEqual(expect.not.arrayContaining(['z-earlier', first?.['id']]));
});

it('a CSV is read by its header, line ends in quotes and all', async () => {
  const upload = await begin('csv', 'CSV');
  const header = 'id,borrowerId,kind,at,amount,currency,direction,fields.purpose';
  const row = (id: string, purpose: string) =>
    `${id},${borrowerId},payment,2026-11-01T08:00:00+08:00,12.50,CNY,IN,${purpose}`;
  const file = [
    header,
    row('csv-1', '"tea, ""hot""\nand more"'),
    row('csv-2', '"007"'),
    'csv-3,too short',
  ].join('\n');
  const { answer } = await put(upload, file, 0, true);
  expect(answer).toMatchObject({ status: 'DONE', rows: 4, accepted: 2, rejected: 1 });
  const { events } = await bank.lender.ask<{ events: { id: string; fields: object }[] }>(
    'query ($id: ID!) { events(borrowerId: $id, before: "2026-11-02T00:00:00Z") { id fields } }',
    { id: borrowerId },
  );
  expect(events.filter(({ id }) => id.startsWith('csv'))).toEqual([
    { id: 'csv-2', fields: { purpose: '007' } },
    { id: 'csv-1', fields: { purpose: 'tea, "hot"\nand more' } },
  ]);
  const bad = await put(await begin('bad header', 'CSV'), 'id,colour\n1,2\n', 0, true);
  expect(bad.answer.errors?.[0]?.extensions.reason).toBe('INPUT_INVALID');
});

it('of ten thousand rows that are none is told, of more only how many, and of none after ninety days', async () => {
  const upload = await begin('all bad');
  const { answer } = await put(upload, 'x\n'.repeat(10_005), 0, true);
  expect(answer).toMatchObject({ rejected: 10_005, rows: 10_005, accepted: 0 });
  const omitted = 'query ($id: ID!) { eventUpload(id: $id) { rejectedOmitted } }';
  expect(await bank.lender.ask(omitted, { id: upload.id })).toEqual({ eventUpload: { rejectedOmitted: 5 } });
  const file = async () => {
    const response = await fetch(`${platform.ready.urls.gateway}${upload.path}/rejected`, {
      headers: { authorization: await bank.lender.authorization() },
    });
    return [response.status, (await response.text()).split('\n').slice(0, -1)] as const;
  };
  const [status, rows] = await file();
  expect([status, rows.length]).toEqual([200, 10_000]);
  expect(JSON.parse(rows[9_999] ?? '')).toMatchObject({ row: 10_000, reason: 'INPUT_INVALID', field: null });
  const daysPast = `UPDATE risk.event_upload SET begun_at = begun_at - interval '91 days' WHERE id = '${upload.id}'`;
  await queryAll(platform, daysPast);
  expect(await file()).toEqual([200, []]);
  await begin('the next one tidies up');
  const kept = `SELECT count(*)::integer AS kept FROM risk.event_rejection WHERE upload_id = '${upload.id}'`;
  expect(await queryAll(platform, kept)).toEqual([{ kept: 0 }]);
});

it('a source is measured as it comes, and against what the bank demands of it', async () => {
  const rule = { kind: 'payment', measure: 'COMPLETENESS', field: 'fields.purpose', atLeast: 0.9 };
  const input = {
    ...{ idempotencyKey: 'rules', source: 'shop-till' },
    rules: [
      rule,
      { ...rule, atLeast: 0.5 },
      { kind: 'payment', measure: 'FRESHNESS_SECONDS', atMost: 1 },
      { kind: 'order', measure: 'EVENTS', atLeast: 1 },
    ],
  };
  expect(await bank.owner.do('declareQualityRules', input, 'source rules { measure }')).toMatchObject({
    rules: [{ measure: 'COMPLETENESS' }, {}, {}, {}],
  });
  const upload = await bank.lender.do<State>(
    'beginEventUpload',
    { idempotencyKey: 'measured', source: 'shop-till', format: 'NDJSON' },
    shown,
  );
  const [first, ...others] = payments(borrowerId, 'measured', 4);
  const rows = [
    first,
    ...others.map((event) => ({ ...event, fields: { purpose: 'goods' } })),
    others[0],
    { ...first, id: 'late', kind: 'gossip' },
  ];
  const file = rows.map((row) => JSON.stringify(row)).join('\n');
  expect((await put(upload, file, 0, true)).answer).toMatchObject({
    accepted: 4,
    duplicates: 1,
    rejected: 1,
  });
  const { eventQuality } = await bank.owner.ask<{ eventQuality: object }>(
    `{ eventQuality(source: "shop-till") { rejected { reason rows }
       kinds { kind events duplicates duplicateShare fields { field completeness lowest highest drift } }
       results { rule { kind measure } value outcome } } }`,
  );
  expect(eventQuality).toMatchObject({
    rejected: [{ reason: 'DATA_NAME_UNKNOWN', rows: 1 }],
    kinds: [
      {
        ...{ kind: 'payment', events: 4, duplicates: 1, duplicateShare: 0.2 },
        fields: expect.arrayContaining([
          expect.objectContaining({ field: 'fields.purpose', completeness: 0.75, drift: null }),
        ]),
      },
    ],
    results: [
      { value: 0.75, outcome: 'FAIL' },
      { value: 0.75, outcome: 'PASS' },
      { outcome: 'FAIL' },
      { value: null, outcome: 'NO_DATA' },
    ],
  });
  const { eventSources } = await bank.owner.ask<{ eventSources: object[] }>(
    '{ eventSources { source kind } }',
  );
  expect(eventSources).toContainEqual({ source: 'shop-till', kind: 'payment' });
  const backwards =
    '{ eventQuality(source: "shop-till", from: "2026-11-02", until: "2026-11-01") { source } }';
  await expect(bank.owner.ask(backwards)).rejects.toThrow();
});

it('the command line sends a file, says why rows were not taken, and does a done file no second time', async () => {
  const [file, tokenFile, rejected] = ['events.ndjson', 'token', 'rejected.ndjson'].map((name) =>
    join(platform.folder, name),
  ) as [string, string, string];
  await writeFile(file, `${lines('command', 20).join('\n')}\nno event\n`);
  await writeFile(tokenFile, (await bank.lender.authorization()).replace('Bearer ', ''));
  const words = ['events', 'upload', file, '--token-file', tokenFile];
  const report = await fanxingJson<State>(platform, [...words, '--rejected', rejected], 3);
  expect(report).toMatchObject({ status: 'DONE', rows: 21, accepted: 20, rejected: 1 });
  expect(JSON.parse(await readFile(rejected, 'utf8'))).toMatchObject({ row: 21, reason: 'INPUT_INVALID' });
  const rows = payments(borrowerId, 'parquet', 30);
  const columnData = ['id', 'borrowerId', 'kind', 'at', 'amount', 'currency'].map((name) => ({
    name,
    data: rows.map((row) => row[name]),
    type: 'STRING' as const,
  }));
  const parquet = join(platform.folder, 'events.parquet');
  await writeFile(parquet, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 7 })));
  const sent = await fanxingJson<State>(
    platform,
    ['events', 'upload', parquet, '--token-file', tokenFile],
    0,
  );
  expect(sent).toMatchObject({ status: 'DONE', rows: 30, accepted: 30 });
  const listed = await fanxing(platform, 'events', 'rejections', report.id, '--token-file', tokenFile);
  expect([listed.status, listed.stdout]).toEqual([0, await readFile(rejected, 'utf8')]);
  const unknown = await fanxing(platform, 'events', 'rejections', 'nobody', '--token-file', tokenFile);
  expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringContaining('nobody')]);
  expect(await fanxing(platform, ...words)).toMatchObject({
    status: 3,
    stdout: expect.stringContaining('21 rows, 20 new events, 0 known, 1 not taken'),
  });
});

it('says what it needs to be told', async () => {
  const upload = await begin('odd');
  const response = await fetch(`${platform.ready.urls.gateway}${upload.path}`, {
    method: 'PUT',
    headers: { authorization: await bank.lender.authorization(), 'content-type': 'application/octet-stream' },
    body: 'x',
  });
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('Upload-Offset')]);
  const other = { idempotencyKey: 'source', source: 'Core System', format: 'CSV' };
  expect((await bank.lender.refusalOf('beginEventUpload', other)).extensions.reason).toBe('INPUT_INVALID');
});
