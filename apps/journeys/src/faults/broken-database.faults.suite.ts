import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { eventually, pause } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import {
  findingsInTheEnd,
  someLines,
  tryToDraw,
  untilNoneIsOnItsWay,
  wantedDraws,
  type WantedDraw,
} from '../harness/drawing.fixture.js';

jest.setTimeout(120_000);

const platform = newPlatform();
const drawsInFlight = 60;
let bank: Tenant;
let lineIds: string[];

beforeEach(async () => {
  if (!platform.isRunning) await platform.start();
  bank ??= await aTenant(platform, 'north');
  lineIds ??= await someLines(bank, 6, 'customer');
});
afterAll(destroyPlatforms);

/** Everybody who got no answer, or was told to try again, does so with the same key until there is a loan. */
async function askUntilAnswered(draws: readonly WantedDraw[]): Promise<void> {
  for (const draw of draws) {
    await eventually(20_000, async () => {
      if (!platform.isRunning)
        throw new Error(
          `the platform has ended, and its last words were: ${platform.said.stderr.slice(-1_500)}`,
        );
      const answer = await tryToDraw(bank, draw);
      return answer.kind === 'LOAN' ? true : undefined;
    });
  }
}

/** Neither the process nor what it has promised is lost. */
async function mustHaveSurvived(draws: readonly WantedDraw[]): Promise<void> {
  await askUntilAnswered(draws);
  await untilNoneIsOnItsWay(platform);
  expect(await findingsInTheEnd(platform)).toEqual([]);
  const health = await fetch(`${platform.ready.urls.gateway}/health/ready`);
  expect(health.status).toBe(200);
}

describe('a platform goes on by itself, and loses no drawdown', () => {
  it('when the database breaks every connection in the middle of them', async () => {
    const draws = wantedDraws(lineIds, drawsInFlight, 30);
    const answers = draws.map((draw) => tryToDraw(bank, draw));
    for (let round = 0; round < 3; round += 1) {
      await pause(40);
      const broken =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'fanxing\\_%'";
      // A platform that has died of it takes its database along; that is for the checks below to say.
      await queryAll(platform, broken).catch(() => undefined);
    }
    await Promise.all(answers);
    await mustHaveSurvived(draws);
  });

  it("when one of the database's own processes is killed and it recovers from its log", async () => {
    const draws = wantedDraws(lineIds, drawsInFlight, 31);
    const answers = draws.map((draw) => tryToDraw(bank, draw));
    await pause(60);
    const [backend] = await queryAll<{ pid: number }>(
      platform,
      "SELECT pid FROM pg_stat_activity WHERE usename = 'fanxing_lending' LIMIT 1",
    );
    if (!backend) throw new Error('lending has no connection');
    process.kill(backend.pid, 'SIGKILL');
    await Promise.all(answers);
    await mustHaveSurvived(draws);
  });
});
