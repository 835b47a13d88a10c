import fc from 'fast-check';
import { FairTurns, type Turn, type TurnTaker } from './fair-turns.js';

class Taker implements TurnTaker {
  running = 0;
  readonly waiting: Turn[] = [];
  had = 0;
  lastMs = Number.NEGATIVE_INFINITY;
  readonly started: number[] = [];
  constructor(readonly inFlightMax: number) {}
}

const options = { slots: 4, slotsAmongOthers: 2, presentMs: 1_000 };

/** Asks for a turn, and says whether it began at once. */
function ask(turns: FairTurns<Taker>, taker: Taker, nowMs: number): boolean {
  const began = turns.begin(taker, nowMs);
  if (began) taker.started.push(nowMs);
  else turns.wait(taker, () => taker.started.push(nowMs));
  return began;
}

describe('whose turn it is', () => {
  it('is of a tenant that is alone, up to all there are', () => {
    const turns = new FairTurns<Taker>(options);
    const alone = new Taker(64);
    expect([1, 2, 3, 4, 5].map(() => ask(turns, alone, 0))).toEqual([true, true, true, true, false]);
    turns.end(alone, 5, 5);
    expect(alone.started).toHaveLength(5);
  });

  it('leaves room for another that comes while the first floods', () => {
    const turns = new FairTurns<Taker>(options);
    const [loud, quiet] = [new Taker(64), new Taker(64)];
    expect(ask(turns, quiet, 0)).toBe(true);
    turns.end(quiet, 1, 1);
    for (let each = 0; each < 40; each += 1) ask(turns, loud, 2);
    expect(loud.running).toBe(2);
    expect(ask(turns, quiet, 3)).toBe(true);
  });

  it('is of the one who had least when all is taken', () => {
    const turns = new FairTurns<Taker>({ ...options, slotsAmongOthers: 4 });
    const [loud, quiet] = [new Taker(64), new Taker(64)];
    for (let each = 0; each < 20; each += 1) ask(turns, loud, 0);
    expect(ask(turns, quiet, 1)).toBe(false);
    turns.end(loud, 10, 10);
    expect([loud.started.length, quiet.started.length]).toEqual([4, 1]);
  });

  it('is not given to one who has left, and is never lost', () => {
    const steps = fc.array(
      fc.record({
        who: fc.nat(3),
        what: fc.constantFrom('ask', 'ask', 'end', 'leave'),
        afterMs: fc.nat(700),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const turns = new FairTurns<Taker>(options);
        const takers = [1, 2, 3, 64].map((inFlightMax) => new Taker(inFlightMax));
        let nowMs = 0;
        for (const { who, what, afterMs } of all) {
          nowMs += afterMs;
          const taker = takers[who]!;
          if (what === 'ask') ask(turns, taker, nowMs);
          else if (what === 'end' && taker.running > 0) turns.end(taker, 1, nowMs);
          else if (what === 'leave' && taker.waiting[0]) taker.waiting[0].isGone = true;
          for (const { running, inFlightMax } of takers) expect(running).toBeLessThanOrEqual(inFlightMax);
          expect(takers.reduce((sum, { running }) => sum + running, 0)).toBeLessThanOrEqual(options.slots);
        }
        for (let round = 0; round < 2_000 && takers.some(({ running }) => running > 0); round += 1)
          for (const taker of takers) if (taker.running > 0) turns.end(taker, 1, nowMs);
        expect(takers.flatMap(({ waiting }) => waiting).filter(({ isGone }) => !isGone)).toEqual([]);
      }),
    );
  });
});
