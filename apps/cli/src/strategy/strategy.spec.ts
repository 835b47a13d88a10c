import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstStrategy } from '@fanxing/risk-strategy';
import { fanxing } from '../cli.fixture.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'strategy-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const strategy = file(
  'first.json',
  firstStrategy({
    probabilityCutoff: 0.1,
    currency: 'CNY',
    limitMin: '1000.00',
    limitMax: '50000.00',
    dailyRateMin: '0.0002',
    dailyRateMax: '0.0005',
  }),
);
const applicant = {
  eventCount: 20,
  daysSinceLastEvent: 3,
  probabilityOfBad: 0.01,
  score: 640,
  indicators: {},
  attributes: {},
};
const approved = { outcome: 'APPROVE', reasons: [], limit: '50000.00', dailyRate: '0.0002' };

it('checks a strategy and tells that it is fit', async () => {
  const { status, stdout } = await fanxing(['strategy', 'check', strategy, '--json']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ problems: [], warnings: [], notCompiled: null });
});

it('tells each problem with its node, and exits with 3', async () => {
  const broken = file('broken.json', { nodes: [{ id: 'in', type: 'inputNode', name: 'In' }], edges: [] });
  const { status, stdout } = await fanxing(['strategy', 'check', broken, '--json']);
  expect(status).toBe(3);
  expect((JSON.parse(stdout) as { problems: { code: string }[] }).problems.map(({ code }) => code)).toEqual([
    'OUTPUT_MISSING',
  ]);
});

it('refuses a strategy that reads a name which nothing gives', async () => {
  const misread = file(
    'misread.json',
    readFileSync(strategy, 'utf8').replaceAll('"probabilityOfBad"', '"probability"'),
  );
  const { status, stdout } = await fanxing(['strategy', 'check', misread, '--json']);
  expect(status).toBe(3);
  const { problems } = JSON.parse(stdout) as { problems: { code: string }[] };
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['NAME_UNKNOWN']));
});

it.each([
  ['lenders.elsewhere.applications.30d', 0],
  ['lenders.elsewhere.applications.31d', 3],
])('knows whether there is a signal %s', async (name, wanted) => {
  const onSignal = readFileSync(strategy, 'utf8').replace(
    '"field":"eventCount"',
    `"field":"signals[\\"${name}\\"]"`,
  );
  expect(onSignal).toContain(name);
  expect((await fanxing(['strategy', 'check', file('signal.json', onSignal), '--json'])).status).toBe(wanted);
});

it('runs a strategy on an application from standard input, with its trace', async () => {
  const ran = await fanxing(
    ['strategy', 'run', '--strategy', strategy, '--input', '-', '--json'],
    {},
    JSON.stringify(applicant),
  );
  expect(ran.status).toBe(0);
  const { result, trace } = JSON.parse(ran.stdout) as { result: unknown; trace: { node: string }[] };
  expect(result).toEqual(approved);
  expect(trace.map(({ node }) => node)).toContain('limit');
});

it('runs a DMN table', async () => {
  const dmn = file(
    'grade.dmn',
    `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="D" namespace="x"><decision id="g" name="Grade"><decisionTable id="t" hitPolicy="FIRST"><input id="i"><inputExpression id="e"><text>score</text></inputExpression></input><output id="o"/><rule id="r"><inputEntry id="a"><text>[600..700]</text></inputEntry><outputEntry id="b"><text>"B"</text></outputEntry></rule></decisionTable></decision></definitions>`,
  );
  const input = file('input.json', { score: 640 });
  const { status, stdout } = await fanxing([
    'strategy',
    'run',
    '--strategy',
    dmn,
    '--input',
    input,
    '--json',
  ]);
  expect([status, (JSON.parse(stdout) as { result: unknown }).result]).toEqual([0, { Grade: 'B' }]);
});

it('tests a strategy on cases, and exits with 1 where one differs', async () => {
  const right = { name: 'good', input: applicant, result: approved };
  const wrong = {
    name: 'poor',
    input: { ...applicant, probabilityOfBad: 0.9 },
    result: { outcome: 'APPROVE' },
  };
  const cases = file('cases.ndjson', [right, wrong].map((one) => JSON.stringify(one)).join('\n'));
  const { status, stdout } = await fanxing([
    'strategy',
    'test',
    '--strategy',
    strategy,
    '--cases',
    cases,
    '--json',
  ]);
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    cases: 2,
    passed: 1,
    failed: [{ name: 'poor', received: { outcome: 'DECLINE' } }],
  });
});

it('takes a table to Excel and back, and the strategy is the same', async () => {
  const [excel, out] = [join(folder, 'limit.xlsx'), join(folder, 'again.json')];
  const which = ['--strategy', strategy, '--node', 'limit', '--excel', excel];
  expect((await fanxing(['strategy', 'export-table', ...which])).status).toBe(0);
  expect((await fanxing(['strategy', 'import-table', ...which, '--out', out])).status).toBe(0);
  expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(JSON.parse(readFileSync(strategy, 'utf8')));
});

it('shows the library', async () => {
  const { status, stdout } = await fanxing(['strategy', 'library', '--match', 'late-repayments', '--json']);
  expect([status, (JSON.parse(stdout) as unknown[]).length]).toEqual([0, 6]);
});

it.each<[string, string, string, string]>([
  ['no JSON', 'no.json', '{', 'JSON_INVALID'],
  ['entities', 'bomb.dmn', '<!DOCTYPE x [<!ENTITY a "b">]><x/>', 'STRATEGY_INVALID'],
])('a file with %s is bad data', async (_, name, content, code) => {
  const run = ['strategy', 'run', '--strategy', file(name, content), '--input', strategy, '--json'];
  const { status, stdout } = await fanxing(run);
  expect(status).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
});
