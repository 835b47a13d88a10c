import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { firstStrategy } from '@fanxing/risk-strategy';

jest.setTimeout(600_000);

/**
 * Past applications of 24 columns, read from texts as they stand in a file. Runs on the built room in a process of its
 * own: a test's sandbox makes every access to a global slow.
 */
const program = `
import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { ZenEngine } from '@gorules/zen-engine';
import { compileStrategy, figuresRead } from '@fanxing/risk-strategy';
import { applicationReader, readColumns, readTerms, runBacktest } from './dist/index.js';
const { jdm, rows: count } = JSON.parse(await text(process.stdin));
let seed = 7;
const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const more = Array.from({ length: 16 }, (_, at) => 'payments.in.sum.' + (at + 1) + 'd');
const header = ['id', 'decided', 'limit', 'dailyRate', 'bad', 'probabilityOfBad', 'eventCount', 'daysSinceLastEvent', ...more];
const lines = [header.join(',')];
for (let row = 0; row < count; row += 1) {
  const probability = chance() * 0.2;
  const approved = probability < 0.08;
  lines.push([row, approved ? 1 : 0, 5000, '0.0004', approved ? Number(chance() < probability) : '', probability.toFixed(4),
    Math.floor(chance() * 40), Math.floor(chance() * 120), ...more.map(() => Math.floor(chance() * 9000))].join(','));
}
const file = lines.join('\\n');
const strategy = compileStrategy(jdm);
const zen = new ZenEngine().createDecision(jdm);
const ways = {
  compiled: (input) => strategy.evaluate(input, { trace: false }),
  zen: async (input) => (await zen.evaluate(input)),
};
async function run(evaluate) {
  const began = performance.now();
  const [first, ...cells] = parse(file);
  const columns = readColumns(first, { figures: figuresRead(jdm).all });
  const read = applicationReader(columns, { currency: 'CNY' });
  const terms = readTerms({ inference: 'parcelling' });
  const report = await runBacktest(cells.map((row, at) => read(row, at + 1)), { strategy: { evaluate }, terms });
  return { perMinute: (count / (performance.now() - began)) * 60000, report };
}
await run(ways.compiled);
const [compiled, peer] = [await run(ways.compiled), await run(ways.zen)];
const same = JSON.stringify(compiled.report) === JSON.stringify(peer.report);
process.stdout.write(JSON.stringify({ compiled: compiled.perMinute, zen: peer.perMinute, same, approvals: compiled.report.approvals.draft.count }));
`;

it('applications a minute on one core, beside the same backtest on zen-engine', () => {
  const jdm = firstStrategy({
    probabilityCutoff: 0.1,
    currency: 'CNY',
    limitMin: '1000.00',
    limitMax: '50000.00',
    dailyRateMin: '0.0002',
    dailyRateMax: '0.0005',
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '..'),
    input: JSON.stringify({ jdm, rows: 40_000 }),
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (status !== 0) throw new Error(stderr);
  const { compiled, zen, same, approvals } = JSON.parse(stdout) as Record<
    'compiled' | 'zen' | 'approvals',
    number
  > & {
    same: boolean;
  };
  expect(same).toBe(true);
  expect(approvals).toBeGreaterThan(4_000);
  process.stdout.write(
    `${compiled.toFixed(0)} applications a minute (target 100,000), by zen-engine ${zen.toFixed(0)}: ${(compiled / zen).toFixed(1)}×\n`,
  );
});
