import { chooseCutoff } from './choose-cutoff.js';
import type { Outcome } from './measures.js';

const probabilities = Array.from({ length: 100 }, (_, place) => (place + 1) / 200);

function approved(cutoff: number): number {
  return probabilities.filter((probability) => probability <= cutoff).length;
}

it('approves the share that the bank has decided', () => {
  const outcomes = probabilities.map((_, place): Outcome => (place % 10 === 0 ? 1 : 0));
  expect(approved(chooseCutoff(probabilities, outcomes, { approveShare: 0.4 }))).toBe(40);
  expect(approved(chooseCutoff(probabilities, outcomes, { approveShare: 1 }))).toBe(100);
});

it('approves as many as allowed while few of them are bad', () => {
  const outcomes = probabilities.map((_, place): Outcome => (place >= 80 ? 1 : 0));
  expect(approved(chooseCutoff(probabilities, outcomes))).toBe(65);
});

it('approves as few as allowed where the probabilities tell nothing', () => {
  const outcomes = probabilities.map((_, place): Outcome => (place % 2 === 0 ? 1 : 0));
  expect(approved(chooseCutoff(probabilities, outcomes))).toBe(50);
});

it('approves fewer where a small sample could have looked good by luck', () => {
  const badEvery = (rows: number): Outcome[] =>
    Array.from({ length: rows }, (_, place): Outcome => (place >= rows * 0.6 || place % 10 === 0 ? 1 : 0));
  const shareOf = (rows: number): number => {
    const many = Array.from({ length: rows }, (_, place) => (place + 1) / rows / 2);
    const cutoff = chooseCutoff(many, badEvery(rows), { badShareTarget: 0.25 });
    return many.filter((probability) => probability <= cutoff).length / rows;
  };
  expect(shareOf(100)).toBe(0.5);
  expect(shareOf(10_000)).toBeGreaterThan(0.6);
});

it('stands between the last approved and the first declined', () => {
  const cutoff = chooseCutoff([0.3, 0.1, 0.2], [1, 0, 0], { approveShare: 2 / 3 });
  expect(cutoff).toBe(0.25);
});

it('refuses to choose from nothing', () => {
  expect(() => chooseCutoff([], [])).toThrow('at least one');
  expect(() => chooseCutoff([0.1], [])).toThrow('as many outcomes');
});
