import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fanxing } from '../cli.fixture.js';

jest.setTimeout(60_000);

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'indicators-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const asOf = '2026-11-22T08:00:00Z';
const shared = { kind: 'payment', currency: 'CNY' };
const events = [
  {
    id: '1',
    borrower: 'b,1',
    ...shared,
    at: '2026-11-20T08:00:00Z',
    direction: 'in',
    amount: '12.00',
    channel: 'qr',
  },
  {
    id: '2',
    borrower: 'b2',
    ...shared,
    at: '2026-11-21T08:00:00+08:00',
    direction: 'out',
    amount: '5.05',
    balance: 9,
  },
  {
    id: '3',
    borrower: 'b,1',
    ...shared,
    at: '2026-11-01T08:00:00Z',
    direction: 'in',
    amount: '0.50',
    channel: 'qr',
  },
  { id: '4', borrower: 'b,1', ...shared, at: asOf, direction: 'in', amount: '100.00', channel: 'qr' },
  {
    id: '1',
    borrower: 'b,1',
    ...shared,
    at: '2026-11-20T08:00:00Z',
    direction: 'in',
    amount: '12.00',
    channel: 'qr',
  },
  { id: '5', borrower: 'b3', ...shared, at: asOf, direction: 'in', amount: '1.00' },
];
const names = ['payments.in.qr.sum.30d', 'payments.count.30d', 'payments.balance.last.all'];
const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

describe('indicators compute', () => {
  it('writes a row a borrower and a column an indicator, and never looks past the moment', async () => {
    const out = join(folder, 'out.csv');
    const { status, stdout, stderr } = await fanxing([
      ...['indicators', 'compute', '--events', await file('events.ndjson', lines(events)), '--as-of', asOf],
      ...['--names', await file('names', `# chosen\n${names.join('\n')}\n\n`), '--out', out, '--json'],
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({ out, borrowers: 3, events: 4, indicators: 3 });
    expect(await readFile(out, 'utf8')).toBe(`borrower,${names.join(',')}\n"b,1",12.5,2,\nb2,,1,9\nb3,,0,\n`);
  });

  it('reads standard input and writes standard output, in another currency and time zone', async () => {
    const { status, stdout } = await fanxing(
      [
        ...[
          'indicators',
          'compute',
          '--events',
          '-',
          '--as-of',
          asOf,
          '--out',
          '-',
          '--utc-offset',
          '+00:00',
        ],
        ...[
          '--names',
          await file('hours', 'payments.busiestHour.30d\npayments.sum.30d\n'),
          '--currency',
          'USD',
        ],
      ],
      {},
      lines(events),
    );
    expect([status, stdout]).toEqual([
      0,
      'borrower,payments.busiestHour.30d,payments.sum.30d\n"b,1",8,\nb2,0,\nb3,,\n',
    ]);
  });

  it('takes files of any size when the events of a borrower stand together, and says when they do not', async () => {
    const together = [...events].sort((a, b) => (a.borrower < b.borrower ? -1 : 1));
    const options = [
      ...['indicators', 'compute', '--events', '-', '--as-of', asOf, '--out', '-', '--sorted'],
      ...['--match', 'payments.in.qr.sum.30d'],
    ];
    const sorted = await fanxing(options, {}, lines(together));
    expect([sorted.status, sorted.stdout]).toEqual([
      0,
      'borrower,payments.in.qr.sum.30d\n"b,1",12.5\nb2,\nb3,\n',
    ]);
    const { status, stderr } = await fanxing(options, {}, lines(events));
    expect([status, stderr]).toEqual([
      3,
      expect.stringMatching(/borrower b,1 came before \(-:3\): leave out/),
    ]);
  });

  it.each([
    ['nonsense', 'EVENT_MALFORMED', 'the line is not JSON'],
    ['{"id":"1","borrower":"b","kind":"payment"}', 'EVENT_MALFORMED', 'at is missing'],
    ['{"id":"1","borrower":"b","kind":"payment","at":"yesterday"}', 'INSTANT_MALFORMED', 'yesterday'],
    [
      '{"id":"1","borrower":"b","kind":"p","at":"2026-11-20T08:00:00Z","amount":"1"}',
      'EVENT_MALFORMED',
      'currency',
    ],
    [
      '{"id":"1","borrower":"b","kind":"p","at":"2026-11-20T08:00:00Z","amount":"1.001","currency":"CNY"}',
      'AMOUNT_TOO_PRECISE',
      '1.001',
    ],
    [
      '{"id":"1","borrower":"b","kind":"p","at":"2026-11-20T08:00:00Z","direction":"up"}',
      'EVENT_MALFORMED',
      'in or out',
    ],
    [
      '{"id":"1","borrower":"b","kind":"p","at":"2026-11-20T08:00:00Z","x":[1]}',
      'EVENT_MALFORMED',
      'x must be',
    ],
  ])('names the line that it can not use: %s', async (line, code, what) => {
    const { status, stdout } = await fanxing(
      [
        ...['indicators', 'compute', '--events', '-', '--as-of', asOf, '--json'],
        ...['--match', 'payments.in.qr.sum.30d', '--out', join(folder, 'none.csv')],
      ],
      {},
      `${lines(events.slice(0, 1))}${line}\n`,
    );
    expect(status).toBe(3);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    expect(error.code).toBe(code);
    expect(error.message).toContain(what);
    expect(error.message).toContain('(-:2)');
  });

  it('refuses two different events under one id', async () => {
    const two = [events[0], { ...events[0], amount: '13.00' }];
    const options = ['indicators', 'compute', '--events', '-', '--as-of', asOf, '--match', 'in.qr.sum.30d'];
    const { status, stderr } = await fanxing([...options, '--out', '-'], {}, lines(two));
    expect([status, stderr]).toEqual([3, expect.stringMatching(/two different events with the id 1/)]);
  });

  it('tells wrong usage from bad files', async () => {
    const run = async (...options: string[]): Promise<unknown[]> => {
      const { status, stderr } = await fanxing(['indicators', 'compute', ...options]);
      return [status, stderr];
    };
    const names = await file('unknown', 'payments.count.30d\npayments.vibe.30d\n');
    const usual = ['--events', '/nowhere', '--out', '-'];
    expect(await run()).toEqual([
      2,
      expect.stringMatching(/--events and --as-of and --names or --match and --out/),
    ]);
    expect(await run(...usual, '--as-of', 'soon', '--match', 'x')).toEqual([
      2,
      expect.stringMatching(/--as-of/),
    ]);
    expect(await run(...usual, '--as-of', asOf, '--match', 'no such')).toEqual([
      2,
      expect.stringMatching(/no name/),
    ]);
    expect(await run(...usual, '--as-of', asOf, '--match', 'a', '--utc-offset', '8')).toEqual([
      2,
      expect.stringMatching(/\+08:00/),
    ]);
    expect(await run(...usual, '--as-of', asOf, '--names', names)).toEqual([
      3,
      expect.stringMatching(/none of the aggregates[^]*unknown:2\)/),
    ]);
    expect(await run(...usual, '--as-of', asOf, '--match', 'payments.in.qr.sum.30d')).toEqual([
      3,
      expect.stringMatching(/can not be read \(ENOENT\) \(\/nowhere\)/),
    ]);
  });
});

describe('indicators list and explain', () => {
  it('count the whole catalogue', async () => {
    const { status, stdout } = await fanxing(['indicators', 'list', '--count', '--json']);
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as { count: number }).count).toBeGreaterThan(100_000);
  });

  it('list what matches all of the texts, with meaning, unit, missing rule and definition', async () => {
    const { stdout } = await fanxing(['indicators', 'list', '--match', 'payments.in.qr.sum. .30d', '--json']);
    expect(JSON.parse(stdout)).toEqual([
      {
        name: 'payments.in.qr.sum.30d',
        meaning: expect.stringContaining('sum of the amount'),
        meaningZh: expect.stringContaining('金额之和'),
        unit: 'money in major units',
        missing: expect.stringContaining('missing'),
        definition: expect.objectContaining({
          kind: 'payment',
          direction: 'in',
          channel: 'qr',
          window: '30d',
        }),
      },
    ]);
    expect(JSON.parse((await fanxing(['indicators', 'list', '--match', '?', '--json'])).stdout)).toEqual([]);
  });

  it('explain a name that no list holds, and say what is wrong with one that means nothing', async () => {
    const { stdout } = await fanxing([
      'indicators',
      'explain',
      'payments.purpose=rent.mean.30d/90d',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ unit: 'ratio', definition: { fields: { purpose: 'rent' } } });
    const ran = await fanxing(['indicators', 'explain', 'payments.vibe.30d', '--json']);
    expect(ran.status).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: 'INDICATOR_UNKNOWN' } });
    expect((await fanxing(['indicators', 'explain'])).status).toBe(2);
  });
});
