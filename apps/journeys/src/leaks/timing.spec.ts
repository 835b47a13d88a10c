import { aLine, aLoan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';

jest.setTimeout(180_000);

const platform = sharedPlatform();
const pairs = 300;
/** Chance alone goes beyond this once in about two million runs. */
const deviationsMax = 5;

let stranger: Tenant;
let foreign: Readonly<Record<string, string>>;

beforeAll(async () => {
  await platform.start();
  const north = await aTenant(platform, 'north');
  stranger = await aTenant(platform, 'south');
  const line = await aLine(north, 'Wang');
  const loan = await aLoan(north, line.lineId, '1000.00', 'first');
  foreign = { borrower: line.borrowerId, application: line.applicationId, creditLine: line.lineId, loan };
});
afterAll(destroyPlatforms);

/** An id that looks like one and was never given out. */
function neverGivenOut(id: string): string {
  return `${id.slice(0, -6)}${[...id.slice(-6)].map((letter) => (letter === 'z' ? 'y' : 'z')).join('')}`;
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/**
 * How far two kinds of request are apart in time: each pair is one against the other, in alternating order, and if both take as
 * long each wins half of the pairs. Answered in standard deviations of that; whatever else slows the machine slows both.
 */
async function deviations(one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<number> {
  let won = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    const isFirst = pair % 2 === 0;
    const first = await msOf(isFirst ? one : other);
    const second = await msOf(isFirst ? other : one);
    if (isFirst ? first > second : second > first) won += 1;
  }
  return Math.abs(won - pairs / 2) / (Math.sqrt(pairs) / 2);
}

function ask(kind: string, id: string): () => Promise<unknown> {
  const query = `query ($id: ID!) { ${kind}(id: $id) { id } }`;
  return () => stranger.lender.send(query, { id });
}

describe('how long an answer takes', () => {
  it.each(['borrower', 'application', 'creditLine', 'loan'])(
    'does not tell whether a %s is there and another’s or nowhere',
    async (kind) => {
      const id = foreign[kind] ?? '';
      const [theirs, nobodys] = [ask(kind, id), ask(kind, neverGivenOut(id))];
      for (let warm = 0; warm < 20; warm += 1) await Promise.all([theirs(), nobodys()]);
      expect(await deviations(theirs, nobodys)).toBeLessThan(deviationsMax);
    },
  );

  it('does not tell by a statement whether a loan is there and another’s or nowhere', async () => {
    const authorization = await stranger.lender.authorization();
    const fileOf = (id: string) => async (): Promise<unknown> => {
      const url = `${platform.ready.urls.gateway}/statements/loans/${id}?format=csv`;
      return (await fetch(url, { headers: { authorization } })).arrayBuffer();
    };
    const id = foreign['loan'] ?? '';
    const [theirs, nobodys] = [fileOf(id), fileOf(neverGivenOut(id))];
    for (let warm = 0; warm < 20; warm += 1) await Promise.all([theirs(), nobodys()]);
    expect(await deviations(theirs, nobodys)).toBeLessThan(deviationsMax);
  });

  it('would be seen to tell, if one of the two took half as long again', async () => {
    const nobodys = ask('loan', neverGivenOut(foreign['loan'] ?? ''));
    const usualMs = await msOf(nobodys);
    const slower = async (): Promise<void> => {
      await nobodys();
      await new Promise((resolve) => setTimeout(resolve, Math.max(1, usualMs / 2)));
    };
    expect(await deviations(slower, nobodys)).toBeGreaterThan(deviationsMax);
  });
});
