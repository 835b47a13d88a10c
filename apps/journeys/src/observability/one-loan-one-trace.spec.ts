import { aLine, draw, untilSettled } from '../harness/a-loan.fixture.js';
import { aTenant } from '../harness/a-tenant.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';

jest.setTimeout(120_000);

const platform = newPlatform();
afterAll(destroyPlatforms);

/** The names of the spans of each trace, as the console exporter has printed them. */
function tracesIn(printed: string): Map<string, string[]> {
  const traces = new Map<string, string[]>();
  for (const [, id = '', name = ''] of printed.matchAll(/^ {2}traceId: '(\w+)',$.*?^ {2}name: '([^']*)'/gms))
    traces.set(id, [...(traces.get(id) ?? []), name]);
  return traces;
}

const stations = [
  'gateway request',
  'subgraph lending',
  'sql lending.draw_down',
  'bank disburse',
  'sql lending.settle_disbursement',
  'publish lending.LoanDisbursed',
  'sql billing.record_usage',
];

it('follows each of several drawdowns at once in a trace of its own, from the gateway to the bill', async () => {
  await platform.start({ OTEL_TRACES_EXPORTER: 'console' });
  const bank = await aTenant(platform, 'north');
  const lines = await Promise.all(['a', 'b', 'c', 'd'].map((name) => aLine(bank, `customer ${name}`)));
  const loans = await Promise.all(lines.map(({ lineId }) => draw(bank, lineId, '150.00', `draw ${lineId}`)));
  for (const { id } of loans) await untilSettled(bank, id);
  const drawn = await eventually(20_000, () => {
    const traces = [...tracesIn(platform.said.stderr).values()].filter((names) =>
      names.includes('sql lending.draw_down'),
    );
    const isWhole = traces.every((names) => stations.every((station) => names.includes(station)));
    return traces.length === loans.length && isWhole ? traces : undefined;
  });
  for (const names of drawn)
    expect(stations.map((station) => names.filter((name) => name === station).length)).toEqual(
      stations.map(() => 1),
    );
});
