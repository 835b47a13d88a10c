import { auc, compileScorecard, fitScorecard, type Outcome, type Scorecard } from '@fanxing/risk-models';
import {
  lenderFiguresOf,
  LenderStream,
  simulateMarket,
  type LenderValues,
  type LendingEvent,
  type SimulatedMarket,
} from '../src/index.js';
import { figuresInBands, figuresWithoutTime } from './figures-beside.fixture.js';

jest.setTimeout(1_800_000);

const dayMs = 86_400_000;
const beginMs = Date.parse('2025-01-01T00:00:00Z');
/** The first months fill the windows; between what is learnt from and what is judged lie the 90 days until an outcome is known. */
const learntFrom = { from: 180, until: 390 };
const judgedOn = { from: 480, until: 600 };

const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Row {
  readonly day: number;
  readonly outcome: Outcome;
  readonly own: LenderValues;
  readonly withoutTime: LenderValues;
  readonly inBands: LenderValues;
  readonly inTime: LenderValues;
}

/** Every application with what was known strictly before it, told as the market went on. */
function rowsOf({ events, applications }: SimulatedMarket): Row[] {
  const stream = new LenderStream();
  const so = new Map<string, LendingEvent[]>();
  const users = new Map<string, Set<string>>();
  let next = 0;
  return applications.map(({ atMs, borrower, own, outcome }) => {
    for (let event = events[next]; event && event.atMs < atMs; event = events[(next += 1)]) {
      stream.add(event);
      const earlier = so.get(event.borrower);
      if (earlier) earlier.push(event);
      else so.set(event.borrower, [event]);
      for (const thing of [`device ${event.device}`, `phone ${event.phone}`])
        users.set(thing, (users.get(thing) ?? new Set()).add(event.borrower));
    }
    return {
      day: (atMs - beginMs) / dayMs,
      outcome,
      own,
      withoutTime: figuresWithoutTime({ borrower, atMs }, so, users),
      inBands: figuresInBands(so.get(borrower) ?? [], atMs),
      inTime: lenderFiguresOf(stream, borrower, atMs),
    };
  });
}

const sees: Readonly<Record<string, (row: Row) => LenderValues>> = {
  'what the bank has itself': ({ own }) => own,
  'and the network of half a year without time': ({ own, withoutTime }) => ({ ...own, ...withoutTime }),
  'and bands of three lenders or more': ({ own, inBands }) => ({ ...own, ...inBands }),
  'and all lenders in time': ({ own, inTime }) => ({ ...own, ...inTime }),
};

function fitted(rows: readonly Row[], see: (row: Row) => LenderValues): Scorecard {
  const seen = rows.map(see);
  const columns = Object.keys(seen[0] ?? {}).map((name) => ({
    name,
    values: seen.map((values) => values[name] ?? null),
  }));
  return fitScorecard({ columns, outcome: rows.map(({ outcome }) => outcome), seed: 1 }).model;
}

const named = ({ characteristics }: Scorecard): string => characteristics.map(({ name }) => name).join(', ');

const within = (rows: readonly Row[], { from, until }: { from: number; until: number }): Row[] =>
  rows.filter(({ day }) => day >= from && day < until);

it('a model of what other lenders have, on months kept apart of a made market', () => {
  const found: Record<string, number[]> = {};
  for (const seed of [1, 2, 3]) {
    const rows = rowsOf(simulateMarket({ borrowers: 12_000, days: judgedOn.until, beginMs, seed }));
    const [learnt, judged] = [within(rows, learntFrom), within(rows, judgedOn)];
    const outcome = judged.map((row) => row.outcome);
    const bads = outcome.filter((one) => one === 1).length;
    print(
      `market ${seed}: learnt from ${learnt.length} applications, judged on ${judged.length}, ${bads} of them bad`,
    );
    for (const [name, see] of Object.entries(sees)) {
      const model = fitted(learnt, see);
      const score = compileScorecard(model);
      const area =
        auc(
          outcome,
          judged.map((row) => score.score(see(row)).probability),
        ) ?? 0;
      (found[name] ??= []).push(area);
      print(`  ${name}: AUC ${area.toFixed(4)} by ${named(model)}`);
    }
  }
  const mean = (name: string): number => (found[name] ?? []).reduce((sum, area) => sum + area / 3, 0);
  const [own, without, bands, inTime] = Object.keys(sees).map(mean) as [number, number, number, number];
  print(
    `made markets, mean of three: in time ${inTime.toFixed(4)}, without time ${without.toFixed(4)}, in bands ${bands.toFixed(4)}, own ${own.toFixed(4)}`,
  );
  print(
    `time adds ${(inTime - without).toFixed(4)} (asked for: 0.03 or more); bands add ${(bands - own).toFixed(4)} to what the bank has itself`,
  );
  expect(inTime - without).toBeGreaterThan(0.03);
  expect(bands - own).toBeGreaterThan(0);
});
