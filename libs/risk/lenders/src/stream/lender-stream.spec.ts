import fc from 'fast-check';
import type { LendingEvent } from '../event/lending-event.js';
import { lenderFiguresOf, lenderValuesOf } from '../figure/figures-of-borrower.js';
import { lenderFigures } from '../figure/lender-figure.js';
import { naiveFigures } from '../figure/naive-figures.fixture.js';
import { decayPlaces, DecayedState } from './decayed-state.js';
import { LenderStream } from './lender-stream.js';

const dayMs = 86_400_000;
const beginMs = Date.parse('2026-01-01T00:00:00Z');

const oneOf = <Value extends string>(...values: Value[]) => fc.constantFrom(...values);
const anEvent = fc.record({
  kind: oneOf('application', 'loan', 'overdue'),
  // Quarters of a day, so that moments coincide; from hours to half a year apart.
  afterQuarters: fc.oneof(fc.nat(3), fc.nat(40), fc.nat(700)),
  backQuarters: fc.oneof(fc.constant(0), fc.nat(24)),
  borrower: oneOf('ann', 'bo', 'cy', 'di'),
  lender: oneOf('L1', 'L2', 'L3'),
  device: fc.option(oneOf('d1', 'd2'), { nil: undefined }),
  phone: fc.option(oneOf('p1', 'p2'), { nil: undefined }),
});

/** Stories in which time goes forward by leaps, and some events come up to six days late. */
const stories = fc.array(anEvent, { maxLength: 40 }).map((drawn) => {
  let nowMs = beginMs;
  return drawn.map(({ afterQuarters, backQuarters, ...event }, place): LendingEvent => {
    nowMs += afterQuarters * (dayMs / 4);
    return { ...event, id: `e${place}`, atMs: nowMs - backQuarters * (dayMs / 4) };
  });
});

function told(events: readonly LendingEvent[], stream = new LenderStream()): LenderStream {
  for (const event of events) stream.add(event);
  return stream;
}

const inOrder = (events: readonly LendingEvent[]): LendingEvent[] =>
  [...events].sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));

const newestOf = (events: readonly LendingEvent[]): number =>
  Math.max(beginMs, ...events.map(({ atMs }) => atMs));

const isNear = (said: number | null | undefined, counted: number | null): boolean =>
  typeof said === 'number' && counted !== null ? Math.abs(said - counted) < 1e-9 : said === counted;

describe('a stream of applications and loans', () => {
  it('says at every prefix what counting all anew says', () => {
    fc.assert(
      fc.property(stories, fc.nat(6 * 4), (story, quartersBefore) => {
        const stream = new LenderStream();
        story.forEach((event, place) => {
          expect(stream.add(event)).toBe('ADDED');
          const so = story.slice(0, place + 1);
          const asOfMs = newestOf(so) + dayMs - quartersBefore * (dayMs / 4);
          const said = lenderFiguresOf(stream, event.borrower, asOfMs);
          const counted = naiveFigures(so, event.borrower, asOfMs);
          expect(Object.keys(said).sort()).toEqual(Object.keys(counted).sort());
          const differing = Object.entries(counted).filter(([name, value]) => !isNear(said[name], value));
          expect(differing).toEqual([]);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('is the same to the last bit when it comes in order, out of order, and told twice', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const asOfMs = newestOf(story) + 1;
        const late = told(story);
        const ordered = told(inOrder(story));
        const twice = told([...story].reverse().slice(0, 5), told(story));
        for (const name of late.names()) {
          const figures = lenderFiguresOf(late, name, asOfMs);
          expect(lenderFiguresOf(ordered, name, asOfMs)).toEqual(figures);
          expect(lenderFiguresOf(twice, name, asOfMs)).toEqual(figures);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is not changed by being read', () => {
    const event = { id: 'a', kind: 'application', atMs: beginMs, borrower: 'ann', lender: 'L1' } as const;
    const stream = told([event]);
    const asOfMs = beginMs + 3.21 * dayMs;
    const first = lenderFiguresOf(stream, 'ann', asOfMs);
    for (let day = 4; day < 90; day += 1) lenderFiguresOf(stream, 'ann', beginMs + day * dayMs);
    expect(lenderFiguresOf(stream, 'ann', asOfMs)).toEqual(first);
  });

  it('never looks at the moment itself or later', () => {
    const event = { id: 'a', kind: 'application', atMs: beginMs, borrower: 'ann', lender: 'L1' } as const;
    const names = ['signals.lenders.applications.7d', 'signals.lenders.applications.decayed.7d', 'nobody'];
    expect(lenderValuesOf(told([event]), 'ann', beginMs, names)).toEqual([0, 0, null]);
    expect(lenderValuesOf(told([event]), 'ann', beginMs + 7 * dayMs, names)).toEqual([1, 0.5, null]);
    expect(lenderValuesOf(told([event]), 'ann', beginMs + 7 * dayMs + 1, names)[0]).toBe(0);
  });

  it('leaves out what comes more than seven days late, and refuses figures as of then', () => {
    const event = { id: 'a', kind: 'loan', atMs: beginMs, borrower: 'ann', lender: 'L1' } as const;
    const stream = told([event]);
    expect(stream.add({ ...event, id: 'b', atMs: beginMs - 7 * dayMs })).toBe('ADDED');
    expect(stream.add({ ...event, id: 'c', atMs: beginMs - 7 * dayMs - 1 })).toBe('LATE');
    expect(stream.add(event)).toBe('REPEATED');
    expect(lenderFiguresOf(stream, 'ann', beginMs + 1)['signals.lenders.loans.30d']).toBe(2);
    expect(() => lenderFiguresOf(stream, 'ann', beginMs - 7 * dayMs - 1)).toThrow(
      expect.objectContaining({ reason: 'LENDER_FIGURES_PAST', path: 'asOf' }),
    );
  });

  it('says zeros of somebody of whom nothing was told', () => {
    const figures = lenderFiguresOf(new LenderStream(), 'nobody', beginMs);
    expect(Object.keys(figures)).toEqual(lenderFigures.map(({ name }) => name));
    expect(new Set(Object.values(figures))).toEqual(new Set([0, null]));
  });
});

describe('a number that many use', () => {
  const using = (place: number): LendingEvent => ({
    ...{ id: `e${place}`, kind: 'application', lender: 'L1', phone: 'shop' },
    ...{ atMs: beginMs + place * 1000, borrower: `b${place}` },
  });
  const figuresAfter = (count: number, asOfMs = beginMs + dayMs, places?: number[]) =>
    lenderFiguresOf(told((places ?? [...Array(count).keys()]).map(using)), 'b0', asOfMs);

  it('ties its users together until one more than fifty have used it', () => {
    expect(figuresAfter(50)).toMatchObject({
      'signals.lenders.sharers.phone': 49,
      'signals.lenders.shared.hubs': 0,
    });
    expect(figuresAfter(51)).toMatchObject({
      'signals.lenders.sharers.phone': 0,
      'signals.lenders.sharers.applications.decayed.30d': 0,
      'signals.lenders.shared.hubs': 1,
    });
  });

  it('became a hub when it did, whatever came after and in whichever order', () => {
    const places = Array.from({ length: 400 }, (_, place) => (place * 137) % 400);
    const asOfFifty = beginMs + 50 * 1000;
    expect(figuresAfter(400, asOfFifty, places)).toEqual(figuresAfter(50, asOfFifty));
    expect(figuresAfter(400, asOfFifty + 1, places)['signals.lenders.shared.hubs']).toBe(1);
  });

  it('keeps no more of them than the rule needs', () => {
    const stream = told(Array.from({ length: 5_000 }, (_, place) => using(place)));
    const first = stream.borrower('b0')?.phones.before(Infinity)[0];
    expect(first?.users.before(Infinity)).toHaveLength(51);
  });
});

describe('what is carried forward', () => {
  it('is at every later moment what all events make of it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 30 }), fc.nat(400), (gaps, later) => {
        const state = new DecayedState();
        let atMs = beginMs;
        const moments = gaps.map((gap) => (atMs += gap * (dayMs / 2)));
        for (const moment of moments) state.take('overdue', moment);
        const asOfMs = atMs + later * (dayMs / 2);
        const all = moments.reduce((sum, moment) => sum + 2 ** ((moment - asOfMs) / (90 * dayMs)), 0);
        expect(state.at(decayPlaces.overdues90d, asOfMs)).toBeCloseTo(all, 9);
      }),
      { numRuns: 100 },
    );
  });

  it('does not grow with the years', () => {
    const stream = new LenderStream();
    for (let day = 0; day < 3_000; day += 1) {
      const atMs = beginMs + day * dayMs;
      stream.add({ id: `e${day}`, kind: 'application', atMs, borrower: 'ann', lender: 'L1' });
    }
    let kept = 0;
    stream.borrower('ann')?.history.walkBack(-Infinity, Infinity, () => (kept += 1));
    expect(kept).toBeLessThan(97 + 2 * 16);
    const asOfMs = beginMs + 3_000 * dayMs;
    const steady = 1 / (2 ** (1 / 7) - 1);
    expect(lenderValuesOf(stream, 'ann', asOfMs, ['signals.lenders.applications.decayed.7d'])[0]).toBeCloseTo(
      steady,
      9,
    );
  });
});
