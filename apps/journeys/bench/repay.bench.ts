import { MachineLimit } from '@fanxing/testing/machine-limit';
import { yuan } from '../src/harness/a-loan.fixture.js';
import { queryAll } from '../src/harness/auditor.fixture.js';
import { eventually } from '../src/harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../src/harness/running-platform.fixture.js';
import {
  best,
  busyTenants,
  inFlightAtTheLimit,
  percent,
  processorTimeOf,
  timeOfEach,
  workForAWhile,
  type BusyTenant,
} from './busy-tenants.fixture.js';
import type { WireAnswer } from './wire.fixture.js';

jest.setTimeout(900_000);

const platform = newPlatform();
const tenants = 10;
const rounds = 3;
const seconds = 5;

afterAll(destroyPlatforms);

interface RepayingTenant extends BusyTenant {
  readonly loanIds: readonly string[];
}

const text = `mutation ($input: RepayInput!) { repay(input: $input) { id principal { amount } } }`;
let key = 0;

function repayBody({ loanIds }: RepayingTenant): string {
  key += 1;
  const input = {
    idempotencyKey: `repay ${key}`,
    loanId: loanIds[key % loanIds.length],
    amount: yuan('1.00'),
  };
  return JSON.stringify({ query: text, variables: { input } });
}

const isRepaid = ({ status, body }: WireAnswer): boolean =>
  status === 200 && body.includes('"principal":{"amount":"1.00"}');

/** A loan on each line, paid out and large enough for all repayments. */
async function withLoans(busy: readonly BusyTenant[]): Promise<RepayingTenant[]> {
  const repaying: RepayingTenant[] = [];
  for (const one of busy) {
    const loanIds: string[] = [];
    for (const creditLineId of one.lineIds) {
      const input = { idempotencyKey: `draw ${creditLineId}`, creditLineId, amount: yuan('100000.00') };
      loanIds.push((await one.tenant.lender.do<{ id: string }>('drawDown', input, 'id')).id);
    }
    repaying.push({ ...one, loanIds });
  }
  await eventually(30_000, async () => {
    const [row] = await queryAll(
      platform,
      `SELECT count(*)::text AS left FROM lending.loan WHERE status <> 'ACTIVE'`,
    );
    return row?.['left'] === '0' ? true : undefined;
  });
  return repaying;
}

it('repay through the gateway, everything in one process, against what the machine can do', async () => {
  await platform.start({ NODE_ENV: 'production' });
  const repaying = await withLoans(await busyTenants(platform, tenants));
  await queryAll(platform, 'VACUUM ANALYZE');
  const limit = await MachineLimit.prepare(platform.ready.databaseUrl);
  const repayForAWhile = (milliseconds: number): Promise<number> =>
    workForAWhile(platform, repaying, milliseconds, repayBody, isRepaid);
  // Until V8 has compiled what is hot.
  await repayForAWhile(10_000);
  const spent = await processorTimeOf(platform);
  const figures: { statements: number; repay: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const statements = await limit.measure('statements', seconds, inFlightAtTheLimit);
    const before = spent();
    const repay = await repayForAWhile(seconds * 1_000);
    const time = timeOfEach(before, spent(), repay * seconds);
    figures.push({ statements, repay });
    process.stdout.write(
      `13 statements ${statements.toFixed(0)}/s · repay ${repay.toFixed(0)}/s over ${tenants} tenants${time}\n`,
    );
  }
  const ratio = best(figures.map(({ repay }) => repay)) / best(figures.map(({ statements }) => statements));
  process.stdout.write(`best of ${rounds}: ${percent(ratio)} of the 13-statement limit (aim 60 %)\n`);
});
