import { randomBytes } from 'node:crypto';
import v8 from 'node:v8';
import vm from 'node:vm';
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
v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** CPU of this process alone: others on the machine do not count. */
function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

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
  const events = market(3_000_000, borrowers, 3 * 365);
  for (let million = 1; million <= 3; million += 1) {
    let part: LendingEvent[] = [];
    for (let count = 0; count < 1_000_000; count += 1) part.push(events.next().value as LendingEvent);
    const before = heapMb();
    const seconds = cpuSeconds(() => part.forEach((event) => stream.add(event)));
    part = [];
    const after = heapMb();
    print(
      `million ${million} (a year of ${borrowers} borrowers): ${Math.round(1_000_000 / seconds)} events a CPU second, heap ${Math.round(after)} MB (before: ${Math.round(before)} with the events)`,
    );
  }
  const asOfMs = 3 * 365 * dayMs;
  const reads = 20_000;
  const seconds = cpuSeconds(() => {
    for (let place = 0; place < reads; place += 1)
      lenderFiguresOf(stream, `b${(place * 7919) % borrowers}`, asOfMs);
  });
  print(`all figures of one borrower: ${((seconds / reads) * 1e6).toFixed(0)} µs of CPU on average`);
  expect(seconds / reads).toBeLessThan(0.001);
});

it('beside counting anew at each event', () => {
  const events = [...market(20_000, 2_000, 120)];
  const streamed = cpuSeconds(() => {
    const stream = new LenderStream();
    for (const event of events) {
      stream.add(event);
      lenderFiguresOf(stream, event.borrower, event.atMs + 1);
    }
  });
  const every = 100;
  const recounted = cpuSeconds(() => {
    const so: LendingEvent[] = [];
    events.forEach((event, place) => {
      so.push(event);
      if (place % every === 0) naiveFigures(so, event.borrower, event.atMs + 1);
    });
  });
  const naive = recounted * every;
  print(
    `${events.length} events, each read: ${streamed.toFixed(2)} CPU s, counted anew about ${naive.toFixed(1)}: ${(naive / streamed).toFixed(0)} times`,
  );
  expect(naive / streamed).toBeGreaterThan(10);
});

it('makes tokens while an application waits', () => {
  const random = (length = 32): Uint8Array => new Uint8Array(randomBytes(length));
  const keys = evaluatorKeysFrom(random(), 'bench');
  const rounds = 50;
  const step = (work: () => void): string => ((cpuSeconds(work) / rounds) * 1000).toFixed(1);
  const asked = Array.from({ length: rounds + 5 }, (_, round) =>
    ['PERSON', 'PHONE'].map((kind) => [kind, `${round}`] as const),
  );
  const blindAll = (some: typeof asked) =>
    some.map((each) => each.map(([kind, text]) => blindIdentifier(kind, text, random)));
  const evaluateAll = (some: ReturnType<typeof blindAll>) =>
    some.map((blinded) =>
      evaluateBlinded(
        keys,
        blinded.map((each) => each.blinded),
        random,
      ),
    );
  const warm = blindAll(asked.slice(rounds));
  evaluateAll(warm).forEach((evaluation, at) => tokensFrom(warm[at] ?? [], evaluation, keys.publicKey));
  let blinded: ReturnType<typeof blindAll> = [];
  let evaluations: ReturnType<typeof evaluateAll> = [];
  const blind = step(() => (blinded = blindAll(asked.slice(0, rounds))));
  const evaluate = step(() => (evaluations = evaluateAll(blinded)));
  const finish = step(() =>
    evaluations.forEach((evaluation, at) => tokensFrom(blinded[at] ?? [], evaluation, keys.publicKey)),
  );
  print(
    `two identifiers of an application, CPU ms: blind ${blind}, evaluate ${evaluate}, check and finish ${finish}`,
  );
});
