import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { Caller } from '../harness/caller.fixture.js';
import { pause } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { bankBook, misbehave } from '../harness/sandbox-bank.fixture.js';
import {
  findingsInTheEnd,
  someLines,
  storedLoans,
  tryToDraw,
  untilNoneIsOnItsWay,
  wantedDraws,
  type StoredLoan,
} from '../harness/drawing.fixture.js';

jest.setTimeout(180_000);

const platform = newPlatform();
const drawsAtOnce = 12;
/** How long it may take until it is known what the bank did, once the bank works again. */
const patienceMs = 30_000;
let bank: Tenant;
let lineIds: string[];

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  lineIds = await someLines(bank, 6, 'customer');
});
afterEach(() => misbehave(platform));
afterAll(destroyPlatforms);

/** Draws while the bank misbehaves, then waits until all is settled; answers what became of these loans. */
async function drawWhile(
  seed: number,
  faults: Record<string, number>,
  mendAfterMs?: number,
): Promise<StoredLoan[]> {
  await misbehave(platform, faults);
  const answers = await Promise.all(
    wantedDraws(lineIds, drawsAtOnce, seed).map((draw) => tryToDraw(bank, draw)),
  );
  const ids = answers.flatMap((answer) => (answer.kind === 'LOAN' ? [answer.loan.id] : []));
  expect(ids).toHaveLength(drawsAtOnce);
  if (mendAfterMs !== undefined) {
    await pause(mendAfterMs);
    await misbehave(platform);
  }
  await untilNoneIsOnItsWay(platform, patienceMs);
  const stored = await storedLoans(platform);
  return ids.map((id) => stored.get(id) ?? { id, status: 'MISSING', failure: null });
}

describe('a bank that', () => {
  it.each<[string, number, Record<string, number>, number | undefined, string]>([
    ['takes the money and does not answer', 1, { takeAndNotAnswerShare: 1 }, undefined, 'ACTIVE'],
    ['fails after it has paid', 2, { failAfterPayingShare: 1 }, undefined, 'ACTIVE'],
    ['fails before it pays, until it is mended', 3, { failShare: 1 }, 1_500, 'ACTIVE'],
    ['resets the connection in the middle of its answer', 4, { resetShare: 1 }, undefined, 'ACTIVE'],
    ['answers byte by byte', 5, { dripShare: 1 }, undefined, 'ACTIVE'],
    ['answers with something else', 6, { wrongBodyShare: 1 }, undefined, 'ACTIVE'],
    ['pays later than anybody waits', 7, { slowShare: 1, slowMs: 2_000 }, undefined, 'ACTIVE'],
    ['accepts now and pays later', 8, { paidAfterMs: 1_500 }, undefined, 'ACTIVE'],
    [
      'does not answer and can not say what it did, until it is mended',
      9,
      { takeAndNotAnswerShare: 1, askFailShare: 1 },
      3_000,
      'ACTIVE',
    ],
  ])('%s has paid once in the end', async (_, seed, faults, mendAfterMs, status) => {
    const loans = await drawWhile(seed, faults, mendAfterMs);
    expect(loans.filter((loan) => loan.status !== status)).toEqual([]);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });

  it('refuses has not paid: the line is given back, and the loan says why', async () => {
    const used = async (): Promise<unknown> =>
      queryAll(platform, 'SELECT id, used_minor::text FROM lending.credit_line ORDER BY id');
    const before = await used();
    const loans = await drawWhile(20, { rejectShare: 1 });
    expect(loans.filter(({ status, failure }) => status !== 'FAILED' || !failure)).toEqual([]);
    expect(await used()).toEqual(before);
    const book = new Map((await bankBook(platform)).map(({ reference, status }) => [reference, status]));
    expect(loans.filter(({ id }) => book.get(id) === 'PAID')).toEqual([]);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });

  it('does a bit of everything has paid nothing twice', async () => {
    const shares = {
      failShare: 0.15,
      takeAndNotAnswerShare: 0.15,
      failAfterPayingShare: 0.15,
      rejectShare: 0.15,
      dripShare: 0.1,
      wrongBodyShare: 0.1,
      resetShare: 0.15,
    };
    const loans = await drawWhile(21, {
      ...shares,
      slowShare: 0.3,
      slowMs: 800,
      askFailShare: 0.3,
      seed: 21,
    });
    expect(loans.filter(({ status }) => !/^(ACTIVE|FAILED)$/.test(status))).toEqual([]);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });

  it('was gone has paid once it is back', async () => {
    await misbehave(platform, { takeAndNotAnswerShare: 1, askFailShare: 1 });
    const answers = await Promise.all(
      wantedDraws(lineIds, drawsAtOnce, 22).map((draw) => tryToDraw(bank, draw)),
    );
    expect(answers.filter(({ kind }) => kind !== 'LOAN')).toEqual([]);
    platform.killBank();
    const more = await Promise.all(
      wantedDraws(lineIds, drawsAtOnce, 23).map((draw) => tryToDraw(bank, draw)),
    );
    expect(more.filter(({ kind }) => kind !== 'LOAN')).toEqual([]);
    await platform.stop();
    await platform.start();
    await untilNoneIsOnItsWay(platform, patienceMs);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });
});

describe('a tenant that', () => {
  it('is suspended while money is on its way still learns what became of it', async () => {
    const south = await aTenant(platform, 'south');
    const lines = await someLines(south, 2, 'customer');
    await misbehave(platform, { paidAfterMs: 1_500 });
    const answers = await Promise.all(wantedDraws(lines, 4, 40).map((draw) => tryToDraw(south, draw)));
    expect(answers.filter(({ kind }) => kind !== 'LOAN')).toEqual([]);
    const [operator] = platform.ready.users.map((user) => new Caller(platform, user));
    await operator?.do('suspendTenant', { tenantId: south.id }, 'status');
    await misbehave(platform);
    await untilNoneIsOnItsWay(platform, patienceMs);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });
});
