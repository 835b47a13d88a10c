import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fanxing } from '../cli.fixture.js';

jest.setTimeout(60_000);

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'quality-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const event = (index: number, more: object = {}) => ({
  ...{ id: `e${index}`, borrowerId: 'b', kind: 'payment', at: `2026-11-0${(index % 5) + 1}T08:00:00Z` },
  ...{ amount: '12.00', currency: 'CNY', channel: 'QR', ...more },
});

it('a file of events is measured against one of before and against rules', async () => {
  const [file, reference, rules] = ['now.ndjson', 'before.csv', 'rules.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const events = [event(1), event(2, { channel: null }), event(2), event(3, { at: '2027-01-01T00:00:00Z' })];
  await writeFile(file, events.map((row) => JSON.stringify(row)).join('\n'));
  await writeFile(
    reference,
    'id,borrowerId,kind,at,amount,currency\nx,b,payment,2026-10-01T00:00:00Z,12.00,CNY\n',
  );
  await writeFile(
    rules,
    JSON.stringify([{ kind: 'payment', measure: 'COMPLETENESS', field: 'channel', atLeast: 0.9 }]),
  );
  const words = ['events', 'quality', '--events', file, '--as-of', '2026-11-04T08:00:00Z', '--json'];
  const plain = await fanxing(words);
  expect(plain.status).toBe(0);
  expect(JSON.parse(plain.stdout)).toMatchObject({
    ...{ rows: 4, rejected: { EVENT_IN_FUTURE: 1 }, rules: [] },
    kinds: [{ kind: 'payment', events: 2, duplicates: 1, freshnessSeconds: 86_400 }],
  });
  const judged = await fanxing([...words, '--reference', reference, '--rules', rules]);
  expect(judged.status).toBe(1);
  const { kinds, rules: results } = JSON.parse(judged.stdout) as {
    kinds: { fields: { field: string; drift: number }[] }[];
    rules: object[];
  };
  expect(results).toMatchObject([{ value: 0.5, outcome: 'FAIL' }]);
  expect(kinds[0]?.fields.find(({ field }) => field === 'channel')?.drift).toBeGreaterThan(0.25);
  const bad = await fanxing([...words.slice(0, 3), rules, ...words.slice(4, 6)]);
  expect([bad.status, bad.stderr]).toEqual([2, expect.stringContaining('name a .ndjson or .csv')]);
});
