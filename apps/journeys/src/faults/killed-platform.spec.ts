import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { eventually, pause } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { misbehave } from '../harness/sandbox-bank.fixture.js';
import { seededRandom } from '../harness/seeded.fixture.js';
import {
  findingsInTheEnd,
  someLines,
  storedLoans,
  tryToDraw,
  untilNoneIsOnItsWay,
  wantedDraws,
  type DrawAnswer,
} from '../harness/drawing.fixture.js';

jest.setTimeout(180_000);

const platform = newPlatform();
const drawsInFlight = 150;
let bank: Tenant;
let lineIds: string[];

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  lineIds = await someLines(bank, 15, 'customer');
});
afterAll(destroyPlatforms);

interface Round {
  readonly seed: number;
  /** Kills when so many draws have been answered. */
  readonly afterAnswers: number;
  readonly faults: Record<string, number>;
  readonly withBank?: true;
}

/** What differs is how far things had come, and the bank: a good one, a bad one, one that dies at the same moment. */
const moments: readonly Round[] = [
  { seed: 11, afterAnswers: 1, faults: {} },
  {
    seed: 13,
    afterAnswers: 100,
    faults: {
      takeAndNotAnswerShare: 0.15,
      failAfterPayingShare: 0.15,
      failShare: 0.1,
      rejectShare: 0.1,
      resetShare: 0.1,
      slowShare: 0.2,
      slowMs: 1500,
      seed: 13,
    },
  },
  { seed: 14, afterAnswers: 30, faults: { paidAfterMs: 1500, askFailShare: 0.3, seed: 14 }, withBank: true },
];

describe(`kill -9 in the middle of ${drawsInFlight} drawdowns at once`, () => {
  it.each(
    moments.map(
      (round) =>
        [
          `seed ${round.seed}, after ${round.afterAnswers} answers, ${JSON.stringify(round.faults)}`,
          round,
        ] as const,
    ),
  )('pays each accepted one exactly once and forgets none: %s', async (_, round) => {
    const random = seededRandom(round.seed);
    await misbehave(platform, round.faults);
    const wanted = wantedDraws(lineIds, drawsInFlight, round.seed);
    let answered = 0;
    const answers = wanted.map((draw) =>
      tryToDraw(bank, draw).then((answer) => {
        answered += answer.kind === 'NO_ANSWER' ? 0 : 1;
        return answer;
      }),
    );
    await eventually(30_000, () => (answered >= round.afterAnswers ? true : undefined));
    await pause(random() * 40);
    await platform.kill();
    if (round.withBank) platform.killBank();
    const first = await Promise.all(answers);
    expect(first.filter(({ kind }) => kind === 'REFUSED')).toEqual([]);
    const lost = wanted.filter((__, index) => first[index]?.kind === 'NO_ANSWER');
    expect(lost.length).toBeGreaterThan(0);

    await platform.start();
    const startedAt = performance.now();
    await misbehave(platform);
    // One half of those who got no answer ask again, as they should; the other half never come back.
    const again = lost.filter((__, index) => index % 2 === 0);
    const second = await Promise.all(again.map((draw) => tryToDraw(bank, draw)));
    expect(second.filter(({ kind }) => kind !== 'LOAN')).toEqual([]);
    await untilNoneIsOnItsWay(platform, 30_000 - (performance.now() - startedAt));

    const stored = await storedLoans(platform);
    const promised = [...first, ...second].flatMap((answer) =>
      answer.kind === 'LOAN' ? [answer.loan.id] : [],
    );
    expect(promised.filter((id) => !/^(ACTIVE|FAILED)$/.test(stored.get(id)?.status ?? 'MISSING'))).toEqual(
      [],
    );
    expect(new Set(promised).size).toBe(promised.length);
    if (Object.keys(round.faults).length === 0)
      expect(promised.filter((id) => stored.get(id)?.status !== 'ACTIVE')).toEqual([]);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });

  it('answers what it answered before, after all of this', async () => {
    const draws = wantedDraws(lineIds, drawsInFlight, moments[0]?.seed ?? 0).slice(0, 10);
    const before = await storedLoans(platform);
    const once = await Promise.all(draws.map((draw) => tryToDraw(bank, draw)));
    const twice = await Promise.all(draws.map((draw) => tryToDraw(bank, draw)));
    const idOf = (answer: DrawAnswer): string => (answer.kind === 'LOAN' ? answer.loan.id : answer.kind);
    expect(twice.map(idOf)).toEqual(once.map(idOf));
    expect(once.map(idOf).filter((id) => before.has(id)).length).toBeGreaterThanOrEqual(5);
    await untilNoneIsOnItsWay(platform);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });

  it('leaves nothing running once it is stopped in order', async () => {
    expect(await platform.stop()).toEqual({ status: 0, left: [] });
  });
});
