import { fitLinear } from '../linear/linear-model.js';
import { fittedKinds, unseenKinds } from '../simulate/plant-rings.js';
import { playedPayments } from '../simulate/play.js';
import { findRings } from './find-rings.js';
import { ringModel } from './ring-model.js';
import { ringProperties } from './ring-properties.js';
import { scoreRings, type RingScore } from './score-rings.js';
import {
  fittingRingWorlds,
  labelledCommunities,
  simulateRings,
  type RingWorldOptions,
} from './simulated-communities.js';

jest.setTimeout(120_000);

const msPerDay = 86_400_000;
const windowMs = 7 * msPerDay;

function searched(options: RingWorldOptions): RingScore {
  const { payments, rings } = simulateRings(options);
  return scoreRings(payments, rings, findRings(payments, { windowMs }), windowMs);
}

const town = { individuals: 800, days: 49, choice: 2, promotionDays: [30] };

describe('rings planted in a simulated town', () => {
  it('of the kinds that the model was fitted to are all found, within a window of their start', () => {
    const score = searched({ ...town, seed: 201, kinds: fittedKinds });
    expect([score.found, score.foundLate]).toEqual([10, 0]);
    expect(score.wrong).toBeLessThanOrEqual(1);
    expect(score.precision).toBeGreaterThan(0.9);
    expect(score.recall).toBeGreaterThan(0.9);
  });

  it('of kinds that the model has not seen are mostly found', () => {
    const score = searched({ ...town, seed: 202, kinds: unseenKinds });
    expect(score.found).toBeGreaterThanOrEqual(8);
    expect(score.foundLate).toBe(0);
    expect(score.precision).toBeGreaterThan(0.8);
    expect(score.recall).toBeGreaterThan(0.8);
  });

  it('are not seen where there are none, even on days of promotion', () => {
    expect(searched({ ...town, seed: 205, rings: 0, promotionDays: [30, 45] }).wrong).toBeLessThanOrEqual(1);
  });
});

describe('the model in the file', () => {
  it('is what fitting it to its towns gives', () => {
    const communities = fittingRingWorlds.flatMap(labelledCommunities);
    const fitted = fitLinear(
      ringProperties,
      communities.map(({ evidence }) => evidence),
      communities.map(({ isRing }) => isRing),
      2,
    );
    expect(fitted).toEqual(ringModel);
  });
});

describe('a cash-out ring', () => {
  const day = (number: number): string => new Date(Date.UTC(2026, 0, 1 + number, 10)).toISOString();
  const rows = [
    ...Array.from({ length: 28 }, (_, at) => ({
      from: `c${at % 9}`,
      to: 'stall',
      amount: '20',
      at: day(at),
    })),
    ...Array.from({ length: 28 }, (_, at) => ({
      from: `c${at % 7}`,
      to: `c${(at + 1) % 7}`,
      amount: '30',
      at: day(at),
    })),
    ...['b1', 'b2', 'b3', 'b4', 'b5'].flatMap((buyer) => [
      { from: buyer, to: 'shop', amount: '3000', at: day(29) },
      { from: 'shop', to: 'collector', amount: '2970', at: day(30) },
      { from: 'collector', to: buyer, amount: '2800', at: day(31) },
      { from: buyer, to: 'stall', amount: '20', at: day(12) },
    ]),
  ];
  const payments = playedPayments(rows);
  const rings = findRings(payments, { windowMs });
  const idsOf = (role: string): string[] =>
    rings[0]!.members.filter((member) => member.role === role).map(({ account }) => payments.idOf(account));

  it('is reported once, with its buyers and its hubs', () => {
    expect(rings).toHaveLength(1);
    expect(idsOf('buyer')).toEqual(['b1', 'b2', 'b3', 'b4', 'b5']);
    expect(idsOf('hub')).toEqual(['collector', 'shop']);
    expect(rings[0]!.reportedMs).toBeLessThanOrEqual(Date.UTC(2026, 0, 1 + 29 + 7));
  });

  it('keeps its label from window to window', () => {
    const longer = [...rows, { from: 'c1', to: 'stall', amount: '20', at: day(36) }];
    const [ring] = findRings(playedPayments(longer), { windowMs });
    expect(ring!.windows.length).toBeGreaterThan(1);
    expect(ring!.windows.at(-1)!.accounts).toHaveLength(7);
  });

  it('is the same whatever the order in which its payments came', () => {
    expect(findRings(playedPayments([...rows].reverse()), { windowMs })).toEqual(rings.map((ring) => ring));
  });

  it('is reported as it was then: later payments change no earlier report', () => {
    const known = findRings(playedPayments([...rows, { from: 'b1', to: 'shop', amount: '1', at: day(90) }]), {
      windowMs,
    });
    expect(known[0]!.windows[0]!.evidence).toEqual(rings[0]!.windows[0]!.evidence);
    expect(known[0]!.reportedMs).toBe(rings[0]!.reportedMs);
  });
});

describe('payments that are hardly any', () => {
  it.each([[[]], [[{ from: 'a', to: 'a', amount: '1', at: '2026-01-01' }]]])('have no rings: %j', (rows) => {
    expect(findRings(playedPayments(rows), { windowMs })).toEqual([]);
  });

  it('with decades between them are not walked hour by hour', () => {
    const rows = [
      { from: 'a', to: 'b', amount: '1', at: '1970-01-01' },
      { from: 'a', to: 'b', amount: '1', at: '2026-01-01' },
    ];
    expect(findRings(playedPayments(rows), { windowMs: 3_600_000 })).toEqual([]);
  });
});
