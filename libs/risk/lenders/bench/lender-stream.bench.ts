import { randomBytes } from 'node:crypto';
import { seededRandom } from '@fanxing/risk-models';
import { naiveFigures } from '../src/figure/naive-figures.fixture.js';
import {
  blindIdentifier,
  evaluateBlinded,
  evaluatorKeysFrom,
  lenderFiguresOf,
  LenderStream,
  tokensFrom,
  type LendingEvent,
} from '../src/index.js';

jest.setTimeout(600_000);

const dayMs = 86_400_000;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** A market: borrowers at lenders over time, most with a device and a number of their own, some that share, one shop's telephone. */
function* market(count: number, borrowers: number, days: number): Generator<LendingEvent> {
  const random = seededRandom(310);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let place = 0; place < count; place += 1) {
    const borrower = below(borrowers);
    const kind = random() < 0.6 ? 'application' : random() < 0.8 ? 'loan' : 'overdue';
    const shares = random();
    yield {
      id: `e${place}`,
      kind,
      atMs: Math.floor((place / count) * days * dayMs) - (random() < 0.05 ? below(6 * dayMs) : 0),
      borrower: `b${borrower}`,
      lender: `l${below(40)}`,
      device: `d${shares < 0.1 ? below(Math.ceil(borrowers / 3)) : borrower}`,
      phone: shares > 0.99 ? 'shop' : `p${borrower}`,
    };
  }
}

it('takes events in while they happen, and forgets what is old', () => {
  const borrowers = 100_000;
  const stream = new LenderStream();
  const heapMb = (): number => {
    (globalThis as { gc?: () => void }).gc?.();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const events = [...market(3_000_000, borrowers, 3 * 365)];
  const startMb = heapMb();
  for (let million = 0; million < 3; million += 1) {
    const part = events.slice(million * 1_000_000, (million + 1) * 1_000_000);
    const began = performance.now();
    for (const event of part) stream.add(event);
    const seconds = (performance.now() - began) / 1000;
    print(
      `million ${million + 1} (a year of ${borrowers} borrowers): ${Math.round(1_000_000 / seconds)} events/s, heap +${Math.round(heapMb() - startMb)} MB`,
    );
  }
  const asOfMs = 3 * 365 * dayMs;
  const times: number[] = [];
  for (let place = 0; place < 20_000; place += 1) {
    const began = performance.now();
    lenderFiguresOf(stream, `b${(place * 7919) % borrowers}`, asOfMs);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  print(
    `all figures of one borrower: p50 ${times[10_000]?.toFixed(4)} ms, p99 ${times[19_800]?.toFixed(4)} ms`,
  );
  expect(times[19_800]).toBeLessThan(5);
});

it('beside counting anew at each event', () => {
  const events = [...market(4_000, 200, 120)];
  const stream = new LenderStream();
  let began = performance.now();
  for (const event of events) {
    stream.add(event);
    lenderFiguresOf(stream, event.borrower, event.atMs + 1);
  }
  const streamed = performance.now() - began;
  const recounted: LendingEvent[] = [];
  const every = 10;
  began = performance.now();
  events.forEach((event, place) => {
    recounted.push(event);
    if (place % every === 0) naiveFigures(recounted, event.borrower, event.atMs + 1);
  });
  const naive = (performance.now() - began) * every;
  print(
    `${events.length} events, each read: ${streamed.toFixed(0)} ms, counted anew about ${naive.toFixed(0)} ms: ${(naive / streamed).toFixed(0)} times`,
  );
  expect(naive / streamed).toBeGreaterThan(10);
});

it('makes tokens while an application waits', () => {
  const random = (length = 32): Uint8Array => new Uint8Array(randomBytes(length));
  const keys = evaluatorKeysFrom(random(), 'bench');
  const spent = { blind: 0, evaluate: 0, finish: 0 };
  const rounds = 100;
  for (let round = -5; round < rounds; round += 1) {
    const began = performance.now();
    const blinded = ['PERSON', 'PHONE'].map((kind) => blindIdentifier(kind, `${round}`, random));
    const blindedAt = performance.now();
    const evaluation = evaluateBlinded(
      keys,
      blinded.map((each) => each.blinded),
      random,
    );
    const evaluatedAt = performance.now();
    tokensFrom(blinded, evaluation, keys.publicKey);
    if (round < 0) continue;
    spent.blind += blindedAt - began;
    spent.evaluate += evaluatedAt - blindedAt;
    spent.finish += performance.now() - evaluatedAt;
  }
  const shown = Object.entries(spent).map(([what, ms]) => `${what} ${(ms / rounds).toFixed(1)} ms`);
  print(`two identifiers of an application: ${shown.join(', ')}`);
});
