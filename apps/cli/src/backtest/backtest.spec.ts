import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fanxing } from '../cli.fixture.js';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'backtest-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function strategyOn(field: string): string {
  const content = {
    hitPolicy: 'first',
    inputs: [{ id: 'i', name: field, field }],
    outputs: [
      { id: 'o', name: 'Outcome', field: 'outcome' },
      { id: 'r', name: 'Reasons', field: 'reasons' },
    ],
    rules: [
      { _id: '1', i: '>= 600', o: '"APPROVE"', r: '[]' },
      { _id: '2', i: '', o: '"DECLINE"', r: '["SCORE_BELOW_CUTOFF"]' },
    ],
  };
  const nodes = [
    { id: 'in', type: 'inputNode', name: 'In' },
    { id: 't', type: 'decisionTableNode', name: 'T', content },
    { id: 'out', type: 'outputNode', name: 'Out' },
  ];
  const edges = [
    { id: 'a', sourceId: 'in', targetId: 't' },
    { id: 'b', sourceId: 't', targetId: 'out' },
  ];
  return JSON.stringify({ nodes, edges });
}

const strategy = file('strategy.json', strategyOn('score'));
const rows = [
  'id,score,decided,amount,bad,region',
  'A1,700,APPROVE,1000,0,north',
  'A2,500,APPROVE,2000,1,south',
  'A3,650,DECLINE,3000,,south',
  'A4,400,DECLINE,500,,north',
];
const applications = file('applications.csv', rows.join('\n'));
const common = ['backtest', '--strategy', strategy];

it('tells approvals, losses, profit and who is swapped, and writes each answer', async () => {
  const out = join(folder, 'answers.csv');
  const options = ['--applications', applications, '--segment', 'region', '--out', out, '--json'];
  const { status, stdout, stderr } = await fanxing([...common, ...options]);
  expect([status, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout) as { money: { draft: { unknown: unknown } }[] };
  expect(report).toMatchObject({
    strategy: { fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/), notCompiled: null },
    columns: { application: 'id', decided: 'decided', amount: 'amount', outcome: 'bad' },
    applications: 4,
    approvals: { then: { count: 2, badRate: { rate: 0.5 } }, draft: { count: 2, badRate: { rate: 0 } } },
    swaps: { swapIn: { applications: 1 }, swapOut: { applications: 1, outcomes: { bad: 1 } } },
    // 3,000.00: 0.04 % × 365 days − 3 % of it; 2,000.00 × 45 % lost
    money: [{ currency: 'CNY', then: { actualLoss: '900.00' }, draft: { profit: '116.00' } }],
    segments: [{ column: 'region', value: 'north' }, { value: 'south' }],
  });
  expect(report.money[0]?.draft.unknown).toMatchObject({ loans: 1, exposure: '3000.00' });
  expect(readFileSync(out, 'utf8').trim().split('\n').slice(2)).toEqual([
    '2,A2,APPROVE,DECLINE,swapOut,,,bad,SCORE_BELOW_CUTOFF',
    '3,A3,DECLINE,APPROVE,swapIn,,,,',
    '4,A4,DECLINE,DECLINE,declinedBoth,,,,SCORE_BELOW_CUTOFF',
  ]);
});

it('speaks to a person, from a packed file, with the terms that are given', async () => {
  const packed = file('applications.csv.gz', gzipSync(rows.join('\n')));
  const { status, stdout } = await fanxing([...common, '--applications', packed, '--lgd', '1']);
  expect(status).toBe(0);
  expect(stdout).toContain('draft: 2 approved (50.00 %)');
  expect(stdout).toContain('loss 2000.00');
  expect(stdout).toContain('with 1 loans of unknown outcome: from ');
});

it('decides by a DMN file too', async () => {
  const dmn = `<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="D" namespace="x">
<inputData id="s" name="score"/><decision id="v" name="Verdict"><informationRequirement id="q"><requiredInput href="#s"/></informationRequirement>
<decisionTable id="t" hitPolicy="FIRST"><input id="i"><inputExpression id="e"><text>score</text></inputExpression></input><output id="o" name="outcome"/><output id="r" name="reasons"/>
<rule id="r1"><inputEntry id="i1"><text>&gt;= 600</text></inputEntry><outputEntry id="o1"><text>"APPROVE"</text></outputEntry><outputEntry id="p1"><text>null</text></outputEntry></rule>
<rule id="r2"><inputEntry id="i2"><text>-</text></inputEntry><outputEntry id="o2"><text>"DECLINE"</text></outputEntry><outputEntry id="p2"><text>"LOW"</text></outputEntry></rule>
</decisionTable></decision></definitions>`;
  const { stdout } = await fanxing([
    ...['backtest', '--strategy', file('verdict.dmn', dmn), '--applications', applications, '--json'],
  ]);
  expect(JSON.parse(stdout)).toMatchObject({
    approvals: { draft: { count: 2 } },
    declineReasons: [{ code: 'LOW', applications: 2 }],
  });
});

describe('bad input', () => {
  const refused = async (options: readonly string[]): Promise<readonly [number | null, string, string]> => {
    const { status, stdout } = await fanxing([...options, '--json']);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    return [status, error.code, error.message];
  };

  it.each([
    ['a wrong outcome', rows.join('\n').replace(',1,south', ',x,south'), 'Row 2, column bad: "x"'],
    ['a row too short', `${rows.join('\n')}\nA5,1`, ':6'],
    ['no row', rows[0] ?? '', 'there is no row'],
    ['no column that the strategy reads', 'bad\n1', 'no column score for the strategy'],
    ['a column twice', 'score,score\n1,2', 'score stands there twice'],
  ])('%s is told with its place, and nothing half-done is left', async (_, content, message) => {
    const out = join(folder, 'none.csv');
    const path = file('wrong.csv', content);
    const [status, , said] = await refused([...common, '--applications', path, '--out', out]);
    expect(status).toBe(3);
    expect(said).toContain(message);
    expect([existsSync(out), existsSync(`${out}.unfinished`)]).toEqual([false, false]);
  });

  it('a strategy that looks ahead is refused', async () => {
    const late = file('late.json', strategyOn('bad'));
    const [status, code] = await refused([
      ...['backtest', '--strategy', late, '--applications', applications],
    ]);
    expect([status, code]).toEqual([3, 'APPLICATION_COLUMN_LATE']);
  });

  it('a strategy that never comes to an answer is refused', async () => {
    const silent = file('silent.json', strategyOn('score').replace(/"outcome"/g, '"verdict"'));
    const [status, code, message] = await refused([
      ...['backtest', '--strategy', silent, '--applications', applications],
    ]);
    expect([status, code]).toEqual([3, 'STRATEGY_INVALID']);
    expect(message).toContain('its outcome is missing');
  });

  it('a term that does not fit is wrong usage', async () => {
    const [status, , message] = await refused([...common, '--applications', applications, '--lgd', '3']);
    expect(status).toBe(2);
    expect(message).toContain('lossGivenDefault');
  });
});
