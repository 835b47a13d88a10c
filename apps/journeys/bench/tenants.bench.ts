import { aBorrower } from '../src/harness/a-loan.fixture.js';
import { aTenant, foundTenant, type Tenant } from '../src/harness/a-tenant.fixture.js';
import { Refused } from '../src/harness/caller.fixture.js';
import { destroyPlatforms, newPlatform } from '../src/harness/running-platform.fixture.js';

jest.setTimeout(3_600_000);

/** How many tenants there are in the end. */
const tenantsMax = Number(process.env['BENCH_TENANTS'] ?? '1000');
const atATime = 4;
const requests = 300;
const starts = 3;

const platform = newPlatform();
afterAll(destroyPlatforms);

interface Cost {
  readonly startMs: number;
  readonly readMedianMs: number;
  readonly readP95Ms: number;
  readonly writeMedianMs: number;
  readonly writeP95Ms: number;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Entered and approved; asked again with the same key while the machine is too busy to answer. */
async function provision(slug: string): Promise<void> {
  for (;;) {
    try {
      await foundTenant(platform, slug);
      return;
    } catch (error) {
      if (!(error instanceof Refused) || error.error.extensions.code !== 'UNAVAILABLE') throw error;
    }
  }
}

/** Start-up, the median of some; then requests of one tenant, one after another. */
async function measure(bank: Tenant, name: string): Promise<Cost> {
  const startsMs: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    await platform.stop();
    startsMs.push(await timed(() => platform.start()));
  }
  const reads: number[] = [];
  const writes: number[] = [];
  const read = (): Promise<unknown> =>
    bank.lender.ask('{ borrowers(first: 10) { edges { node { id reference } } } }');
  for (let warm = 0; warm < 50; warm += 1) await read();
  for (let count = 0; count < requests; count += 1) {
    reads.push(await timed(read));
    if (count % 3 === 0) writes.push(await timed(() => aBorrower(bank, `${name} ${count}`, 0)));
  }
  return {
    startMs: quantile(startsMs, 0.5),
    readMedianMs: quantile(reads, 0.5),
    readP95Ms: quantile(reads, 0.95),
    writeMedianMs: quantile(writes, 0.5),
    writeP95Ms: quantile(writes, 0.95),
  };
}

it('start-up and a request cost the same with a thousand tenants as with one', async () => {
  await platform.start();
  const bank = await aTenant(platform, 'first');
  const one = await measure(bank, 'one');
  let next = 1;
  const took: number[] = [];
  const provisionedMs = await timed(() =>
    Promise.all(
      Array.from({ length: atATime }, async () => {
        while (next < tenantsMax) {
          const slug = `bank-${(next += 1)}`;
          took.push(await timed(() => provision(slug)));
        }
      }),
    ),
  );
  const many = await measure(bank, 'many');
  const line = (what: keyof Cost): string =>
    `${what.padEnd(15)} ${one[what].toFixed(1).padStart(9)} ${many[what].toFixed(1).padStart(9)} ${(many[what] / one[what]).toFixed(2).padStart(6)}`;
  process.stderr.write(
    [
      `${tenantsMax} tenants; the last ${tenantsMax - 1} were provisioned in ${(provisionedMs / 1_000).toFixed(0)} s, ${atATime} at a time:`,
      `  one takes ${quantile(took, 0.5).toFixed(0)} ms (median), ${Math.max(...took).toFixed(0)} ms at most`,
      `                    with 1  with ${tenantsMax}  ratio`,
      ...(Object.keys(one) as (keyof Cost)[]).map(line),
      '',
    ].join('\n'),
  );
});
