import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { parseInstant } from '@fanxing/kernel';
import { fillColumns, madeRows, shared, type SharedColumns } from './made-rows.fixture.js';

jest.setTimeout(1_800_000);

const borrowers = 5_000;
const eventsEach = 1_000;
const asOf = parseInstant('2026-11-22T08:00:00Z');
const asOfMs = Date.parse(asOf);
const channels = ['qr', 'ecommerce', 'transfer', 'card', 'cash'];
const windows = [7, 30, 90, 365, null];
const aggregates = ['count', 'sum', 'mean', 'max'];
const filters = ['in', 'out'].flatMap((direction) => channels.map((channel) => ({ direction, channel })));
const names = filters.flatMap(({ direction, channel }) =>
  windows.flatMap((days) =>
    aggregates.map(
      (aggregate) => `payments.${direction}.${channel}.${aggregate}.${days === null ? 'all' : `${days}d`}`,
    ),
  ),
);

async function workersFor(columns: SharedColumns, out: Float64Array): Promise<Worker[]> {
  const half = borrowers / 2;
  const workers = [0, half].map(
    (first) =>
      new Worker(join(import.meta.dirname, 'batch.fixture.mjs'), {
        workerData: { columns, names, eventsEach, first, stop: first + half, asOf, out, channels },
        execArgv: [],
      }),
  );
  await Promise.all(workers.map(answer));
  return workers;
}

function answer(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

const condition = (direction: string, channel: string, days: number | null): string =>
  [
    `direction = ${direction === 'in' ? 1 : 2}`,
    `channel = ${channels.indexOf(channel)}`,
    ...(days === null ? [] : [`ms >= ${asOfMs - days * 86_400_000}`]),
  ].join(' AND ');

/** As one would write it: a clause an indicator. */
const clauses = filters.flatMap(({ direction, channel }) =>
  windows.flatMap((days) => {
    const filter = `FILTER (WHERE ${condition(direction, channel, days)})`;
    return [`count(*) ${filter}`, ...['sum', 'avg', 'max'].map((how) => `${how}(amount) ${filter} / 100`)];
  }),
);
const plainSql = `SELECT borrower, ${clauses.map((clause, place) => `${clause} AS f${place}`).join(', ')} FROM event WHERE ms < ${asOfMs} GROUP BY borrower ORDER BY borrower`;

/** By hand: one scan into the rings between windows, then the rings added up from the innermost. */
const ring = windows
  .map((days, place) =>
    days === null ? `ELSE ${place}` : `WHEN ms >= ${asOfMs - days * 86_400_000} THEN ${place}`,
  )
  .join(' ');
const bestSql = `WITH rings AS (SELECT borrower, direction, channel, CASE ${ring} END AS ring, count(*) AS n, sum(amount) AS total, max(amount) AS largest
  FROM event WHERE ms < ${asOfMs} GROUP BY ALL)
  SELECT borrower, direction, channel, ring, sum(n) OVER w AS n, sum(total) OVER w / 100 AS total, sum(total) OVER w / sum(n) OVER w / 100 AS mean, max(largest) OVER w / 100 AS largest
  FROM rings WINDOW w AS (PARTITION BY borrower, direction, channel ORDER BY ring)`;

it('200 indicators of 5,000 borrowers with 1,000 events each, against DuckDB', async () => {
  const columns = shared(borrowers * eventsEach);
  fillColumns(columns, borrowers, eventsEach, asOfMs);
  const out = new Float64Array(new SharedArrayBuffer(borrowers * names.length * 8));
  const workers = await workersFor(columns, out);
  const ours: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    ours.push(
      await seconds(() =>
        Promise.all(
          workers.map((worker) => {
            worker.postMessage('go');
            return answer(worker);
          }),
        ),
      ),
    );
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  const own = ours.sort((left, right) => left - right)[2] ?? 0;
  process.stdout.write(`engine, two workers: ${own.toFixed(2)} s (wanted: 1)\n`);

  const duckdb = await installed();
  if (!duckdb) return void process.stdout.write('DuckDB is not installed here: no ratio\n');
  const connection = await (await duckdb.DuckDBInstance.create(':memory:', { threads: '2' })).connect();
  await connection.run(`CREATE TABLE event AS ${madeRows(borrowers, eventsEach, asOfMs)}`);
  const best: number[] = [];
  for (let round = 0; round < 3; round += 1)
    best.push(await seconds(() => connection.runAndReadAll(bestSql)));
  const byHand = best.sort((left, right) => left - right)[1] ?? 0;
  let rows: unknown[][] = [];
  const plain = await seconds(async () => {
    rows = (await connection.runAndReadAll(plainSql)).getRowsJS();
  });
  process.stdout.write(
    [
      `DuckDB, 200 FILTER clauses: ${plain.toFixed(1)} s, ${(plain / own).toFixed(1)} times as long (wanted: 30)`,
      `DuckDB, best SQL by hand:   ${byHand.toFixed(2)} s, ${(byHand / own).toFixed(1)} times as long (wanted: 2)`,
      '',
    ].join('\n'),
  );
  expect(differing(rows, out)).toBe(0);
});

/** What is used of `@duckdb/node-api`, which is not among our packages: `npm install --no-save @duckdb/node-api` brings it. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string, options: Record<string, string>): Promise<{ connect(): Promise<DuckDbConnection> }>;
  };
}

interface DuckDbConnection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRowsJS(): unknown[][] }>;
}

async function installed(): Promise<DuckDb | undefined> {
  const name = ['@duckdb', 'node-api'].join('/');
  return (await import(name).catch(() => undefined)) as DuckDb | undefined;
}

function differing(rows: readonly (readonly unknown[])[], out: Float64Array): number {
  let wrong = 0;
  rows.forEach(([, ...figures], borrower) =>
    figures.forEach((figure, place) => {
      const own = out[borrower * names.length + place] ?? Number.NaN;
      const theirs = figure === null ? Number.NaN : Number(figure);
      const isEqual = Number.isNaN(own)
        ? Number.isNaN(theirs)
        : Math.abs(own - theirs) <= 1e-9 * Math.abs(own);
      if (!isEqual) wrong += 1;
    }),
  );
  return wrong + Math.abs(rows.length - borrowers);
}
