import { exclusiveShares, parseFaults, type FaultsInput } from './faults.js';
import { Temper, type Mood } from './temper.js';

const count = 20_000;

function moods(faults: FaultsInput): Mood[] {
  const temper = new Temper(parseFaults(faults));
  return Array.from({ length: count }, () => temper.nextPayment());
}

it('deals out each fault in the share that was asked for', () => {
  const wanted = Object.fromEntries(exclusiveShares.map((name, index) => [name, (index + 1) / 40]));
  const dealt = moods({ ...wanted, slowShare: 0.25, slowMs: 1000, latencyMs: 5 });
  for (const name of exclusiveShares) {
    const share = dealt.filter((mood) => mood.misbehaviour === name).length / count;
    expect(Math.abs(share - (wanted[name] ?? 0))).toBeLessThan(0.01);
  }
  expect(Math.abs(dealt.filter((mood) => mood.waitMs === 1005).length / count - 0.25)).toBeLessThan(0.01);
});

it('never misbehaves at share 0 and always at share 1', () => {
  expect(moods({}).every((mood) => mood.misbehaviour === undefined && mood.waitMs === 20)).toBe(true);
  expect(moods({ resetShare: 1 }).every((mood) => mood.misbehaviour === 'resetShare')).toBe(true);
});

it('repeats a run by its seed, and another seed is another run', () => {
  const faults = { failShare: 0.3, slowShare: 0.3, seed: 42 };
  expect(moods(faults)).toEqual(moods(faults));
  expect(moods(faults)).not.toEqual(moods({ ...faults, seed: 43 }));
});

it('leaves the other faults of a run where they were when slowness is added', () => {
  const plain = moods({ failShare: 0.3 }).map((mood) => mood.misbehaviour);
  expect(moods({ failShare: 0.3, slowShare: 0.5 }).map((mood) => mood.misbehaviour)).toEqual(plain);
});
