import { Agent, request } from 'node:http';
import { aTenant, type Tenant } from '../src/harness/a-tenant.fixture.js';
import { Caller } from '../src/harness/caller.fixture.js';
import { destroyPlatforms, newPlatform } from '../src/harness/running-platform.fixture.js';

jest.setTimeout(600_000);

const platform = newPlatform();
const runs = 5;
const runMs = 6_000;
/** The loud tenant's quota, and ten times as many requests as it allows. */
const pointsPerSecond = 20;
const timesQuota = 10;
/** The quiet tenant asks now and then, as a person or a small program does. */
const quietEveryMs = 20;
const query = JSON.stringify({ query: '{ borrowers(first: 10) { edges { node { id reference } } } }' });
const pointsEach = 11;

afterAll(destroyPlatforms);

/** Sends one request over a connection that is kept; answers its status and how long it took. */
function send(agent: Agent, authorization: string): Promise<{ status: number; ms: number }> {
  return new Promise((resolve, reject) => {
    const sentAt = performance.now();
    const sending = request(
      new URL('/graphql', platform.ready.urls.gateway),
      { method: 'POST', agent, headers: { 'content-type': 'application/json', authorization } },
      (response) => {
        response.resume();
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, ms: performance.now() - sentAt }),
        );
      },
    );
    sending.once('error', reject);
    sending.end(query);
  });
}

/** Asks at a steady pace, whatever the answers take: what waits for a slow answer is measured too. */
async function askSteadily(tenant: Tenant, everyMs: number): Promise<{ status: number; ms: number }[]> {
  const authorization = await tenant.lender.authorization();
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const answers: Promise<{ status: number; ms: number }>[] = [];
  const startedAt = performance.now();
  for (let next = startedAt; next < startedAt + runMs; next += everyMs) {
    const waitMs = next - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    answers.push(send(agent, authorization));
  }
  const all = await Promise.all(answers);
  agent.destroy();
  return all;
}

const sorted = (values: readonly number[]): number[] => [...values].sort((left, right) => left - right);
const percentile = (values: readonly number[], share: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
const median = (values: readonly number[]): number => percentile(values, 0.5);

it('a tenant at ten times its quota does not slow its neighbour', async () => {
  await platform.start();
  const [quiet, loud] = [await aTenant(platform, 'quiet'), await aTenant(platform, 'loud')];
  // What is asked for must be there: points that were not used are given back.
  const borrowers = Array.from({ length: 10 }, (_, index) => ({ reference: `customer ${index}` }));
  for (const { lender } of [quiet, loud])
    await lender.do('importBorrowers', { idempotencyKey: 'all', borrowers }, 'created');
  const operator = new Caller(platform, platform.ready.users[0]!);
  await operator.do(
    'setTenantLimits',
    {
      idempotencyKey: 'loud',
      tenantId: loud.id,
      environment: 'SANDBOX',
      pointsPerSecond: pointsPerSecond * pointsEach,
      pointsBurst: pointsPerSecond * pointsEach,
    },
    'pointsPerSecond',
  );
  await Promise.all([askSteadily(quiet, 5), askSteadily(loud, 20)]);
  const loudEveryMs = 1_000 / (pointsPerSecond * timesQuota);
  const pairs: { medianBy: number; p99By: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const alone = (await askSteadily(quiet, quietEveryMs)).map(({ ms }) => ms);
    const [together, noise] = await Promise.all([
      askSteadily(quiet, quietEveryMs),
      askSteadily(loud, loudEveryMs),
    ]);
    const beside = together.map(({ ms }) => ms);
    const refused = noise.filter(({ status }) => status === 429).length;
    expect(together.every(({ status }) => status === 200)).toBe(true);
    expect(refused / noise.length).toBeGreaterThan(0.8);
    pairs.push({
      medianBy: median(beside) / median(alone) - 1,
      p99By: percentile(beside, 0.99) / percentile(alone, 0.99) - 1,
    });
    const figures = [alone, beside].map(
      (each) => `p50 ${median(each).toFixed(2)} p99 ${percentile(each, 0.99).toFixed(2)} ms`,
    );
    process.stdout.write(
      `alone ${figures[0]} · beside ${figures[1]} · ${refused} of ${noise.length} refused\n`,
    );
  }
  const medianBy = median(pairs.map((pair) => pair.medianBy));
  const p99By = median(pairs.map((pair) => pair.p99By));
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  process.stdout.write(
    `medians of ${runs} pairs: p50 moved by ${percent(medianBy)}, p99 by ${percent(p99By)}\n`,
  );
  expect(medianBy).toBeLessThan(0.1);
  expect(p99By).toBeLessThan(0.5);
});
