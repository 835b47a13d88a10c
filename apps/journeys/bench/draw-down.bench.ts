import { MachineLimit } from '@fanxing/testing/machine-limit';
import { Caller } from '../src/harness/caller.fixture.js';
import { aLine } from '../src/harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../src/harness/a-tenant.fixture.js';
import { queryAll } from '../src/harness/auditor.fixture.js';
import { destroyPlatforms, newPlatform } from '../src/harness/running-platform.fixture.js';
import { misbehave } from '../src/harness/sandbox-bank.fixture.js';
import { processorTime, type ProcessorTime } from './processor-time.fixture.js';
import { load, Wire, type WireAnswer } from './wire.fixture.js';

jest.setTimeout(900_000);

const platform = newPlatform();
const tenants = 10;
const linesEach = 20;
const rounds = 3;
const seconds = 5;
const inFlight = 32;

afterAll(destroyPlatforms);

interface DrawingTenant {
  readonly tenant: Tenant;
  readonly lineIds: readonly string[];
  readonly authorization: string;
}

const text = `mutation ($input: DrawDownInput!) { drawDown(input: $input) { id status } }`;
let key = 0;

function drawBody({ lineIds }: DrawingTenant): string {
  key += 1;
  const creditLineId = lineIds[key % lineIds.length];
  const input = {
    idempotencyKey: `draw ${key}`,
    creditLineId,
    amount: { amount: '100.00', currency: 'CNY' },
  };
  return JSON.stringify({ query: text, variables: { input } });
}

const isLoan = ({ status, body }: WireAnswer): boolean => status === 200 && body.includes('"DISBURSING"');

async function aDrawingTenant(name: string): Promise<DrawingTenant> {
  const tenant = await aTenant(platform, name);
  const operator = new Caller(platform, platform.ready.users[0]!);
  await operator.do(
    'setTenantLimits',
    {
      idempotencyKey: name,
      tenantId: tenant.id,
      environment: 'SANDBOX',
      pointsPerSecond: 1_000_000,
      pointsBurst: 1_000_000,
    },
    'pointsPerSecond',
  );
  // Payments wait for the bank as long as may be: asking after them is not what is measured.
  await tenant.owner.do(
    'connectBank',
    { adapter: 'rest', baseUrl: platform.ready.urls.sandboxBank, timeoutMs: 60_000 },
    'baseUrl',
  );
  const lineIds: string[] = [];
  for (let index = 0; index < linesEach; index += 1)
    lineIds.push((await aLine(tenant, `${name}-${index}`)).lineId);
  return { tenant, lineIds, authorization: await tenant.lender.authorization() };
}

/** Every connection is one tenant's, as a bank's own program would hold it. */
async function drawForAWhile(drawing: readonly DrawingTenant[], milliseconds: number): Promise<number> {
  const each = Math.ceil(inFlight / drawing.length);
  const groups = await Promise.all(
    drawing.map(async (one) => ({
      one,
      wires: await Promise.all(
        Array.from({ length: each }, () => Wire.open(platform.ready.urls.graphql, one.authorization)),
      ),
    })),
  );
  const results = await Promise.all(
    groups.map(({ one, wires }) => load(wires, milliseconds, () => drawBody(one), isLoan)),
  );
  for (const { wires } of groups) for (const wire of wires) wire.close();
  expect(results.flatMap(({ bad }) => bad).slice(0, 3)).toEqual([]);
  return results.reduce((sum, { perSecond }) => sum + perSecond, 0);
}

/** What of the platform's processor time a drawdown took, in words. */
function timeOfDraw(
  before: ProcessorTime | undefined,
  after: ProcessorTime | undefined,
  draws: number,
): string {
  if (!before || !after) return '';
  const each = (milliseconds: number): string => (milliseconds / draws).toFixed(2);
  return ` (processor time a draw: ${each(after.node - before.node)} ms Node, ${each(after.postgres - before.postgres)} ms PostgreSQL)`;
}

const best = (values: readonly number[]): number => Math.max(...values);
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

it('drawDown through the gateway, everything in one process, against what the machine can do', async () => {
  await platform.start({ NODE_ENV: 'production' });
  // The bank takes its time, so that what is measured is the drawdown up to its answer and not the payment after it.
  await misbehave(platform, { slowShare: 1, slowMs: 60_000 });
  const mix: DrawingTenant[] = [];
  for (let index = 0; index < tenants; index += 1) mix.push(await aDrawingTenant(`bank-${index}`));
  // Room for as many draws as there is time for.
  await queryAll(platform, 'UPDATE lending.credit_line SET limit_minor = 100000000000000');
  await queryAll(platform, 'VACUUM ANALYZE');
  const limit = await MachineLimit.prepare(platform.ready.databaseUrl);
  // Until V8 has compiled what is hot.
  await drawForAWhile(mix, 10_000);
  const [{ data_directory: dataDirectory } = { data_directory: '' }] = await queryAll(
    platform,
    'SHOW data_directory',
  );
  const spent = (): ProcessorTime | undefined => processorTime(platform.ready.pid, dataDirectory);
  const figures: { statements: number; function: number; mix: number; one: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const statements = await limit.measure('statements', seconds, inFlight);
    const inOneFunction = await limit.measure('function', seconds, 8);
    const before = spent();
    const perSecond = await drawForAWhile(mix, seconds * 1_000);
    const time = timeOfDraw(before, spent(), perSecond * seconds);
    const figure = {
      statements,
      function: inOneFunction,
      mix: perSecond,
      one: await drawForAWhile(mix.slice(0, 1), seconds * 1_000),
    };
    figures.push(figure);
    process.stdout.write(
      `13 statements ${figure.statements.toFixed(0)}/s · one function ${figure.function.toFixed(0)}/s · drawDown ${figure.mix.toFixed(0)}/s over ${tenants} tenants${time}, ${figure.one.toFixed(0)}/s by one\n`,
    );
  }
  const top = {
    statements: best(figures.map(({ statements }) => statements)),
    function: best(figures.map((figure) => figure.function)),
    mix: best(figures.map(({ mix: each }) => each)),
    one: best(figures.map(({ one }) => one)),
  };
  process.stdout.write(
    `best of ${rounds}: ${percent(top.mix / top.statements)} of the 13-statement limit (aim 75 %), ${percent(top.mix / top.function)} of the one-function limit, one tenant at ${percent(top.one / top.mix)} of the mix (aim 80 %)\n`,
  );
});
