import { parseCurrency, parseRate } from '@fanxing/kernel';
import { mustGive, readColumns, type ColumnNames } from './application-columns.js';
import { applicationReader, type ReaderOptions } from './application-reader.js';
import type { PastApplication } from './past-application.js';

const currency = parseCurrency('CNY');

function read(
  header: string,
  row: string,
  names: ColumnNames = {},
  options: Partial<ReaderOptions> = {},
): PastApplication {
  const columns = readColumns(header.split(','), names);
  return applicationReader(columns, { currency, ...options })(row.split(','), 7);
}

it('reads what each column is by its usual name', () => {
  const header =
    'Application_ID,decided,limit,amount,daily_rate,currency,probability,bad,loss,region,indicators.logins.count.7d';
  const row = 'A1,APPROVE,1200.50,1000,0.0005,USD,0.02,1,300,north,4';
  expect(read(header, row, { segments: ['region'] })).toEqual({
    row: 7,
    id: 'A1',
    currency: 'USD',
    approvedThen: true,
    limitThen: 120_050n,
    amount: 100_000n,
    rateThen: parseRate('0.0005'),
    probability: 0.02,
    outcome: 'bad',
    loss: 30_000n,
    segments: ['north'],
    figures: expect.objectContaining({ region: 'north', 'logins.count.7d': 4 }) as object,
  });
});

it('without such columns all were approved, and nothing more is known', () => {
  expect(read('x', '1')).toEqual({
    ...{ row: 7, id: '7', currency, approvedThen: true, limitThen: null, amount: null, rateThen: null },
    ...{ probability: null, outcome: null, loss: null, segments: [] },
    figures: { x: 1, indicators: { x: 1 }, attributes: { x: 1 } },
  });
});

it('reads other names and words where they are told', () => {
  const names = { uses: { outcome: 'state', annualRate: 'apr' }, texts: ['code'] };
  const { outcome, rateThen, figures } = read('state,apr,code', 'Charged Off,0.1825,007', names, {
    bad: ['charged off'],
    good: ['fully paid'],
  });
  expect([outcome, rateThen, figures['code']]).toEqual(['bad', parseRate('0.0005'), '007']);
});

it('keeps what was known only later from the strategy', () => {
  const { figures } = read('amount,limit,bad,loss,decided', '10,10,1,5,1');
  expect(figures).toEqual({ amount: 10, indicators: { amount: 10 }, attributes: { amount: 10 } });
});

it('gives a strategy the figures that it reads and no others', () => {
  expect(read('a,b', '1,2', { figures: ['b'] }).figures).toEqual({
    ...{ b: 2, indicators: { b: 2 }, attributes: { b: 2 } },
  });
});

it('takes a cell for a number only where it is written as one', () => {
  const { figures } = read('a,b,c,d,e,f', '1.50,-2e3,007,1_0, ,true');
  expect(figures).toMatchObject({ a: 1.5, b: -2000, c: '007', d: '1_0', e: null, f: true });
});

it.each([
  ['bad', 'maybe', 'is none of 1, true'],
  ['decided', '', 'is empty'],
  ['limit', '-1', 'below zero'],
  ['limit', '1.234', '1.234'],
  ['dailyRate', 'x', 'x'],
  ['probability', '1.5', 'no number from 0 to 1'],
  ['currency', 'XXQ', 'XXQ'],
])('a cell of %s that holds "%s" is refused with its row and column', (column, cell, problem) => {
  expect(() => read(column, cell)).toThrow(
    expect.objectContaining({
      reason: 'APPLICATION_CELL_INVALID',
      details: expect.objectContaining({ row: 7, column, cell }) as object,
      message: expect.stringContaining(problem) as string,
    }) as Error,
  );
});

it('a column that is named and not there, or there twice, is refused', () => {
  const missing = expect.objectContaining({ reason: 'APPLICATION_COLUMN_MISSING' }) as Error;
  expect(() => readColumns(['a'], { uses: { outcome: 'b' } })).toThrow(missing);
  expect(() => readColumns(['a'], { segments: ['b'] })).toThrow(missing);
  const twice = expect.objectContaining({ reason: 'APPLICATION_COLUMN_TWICE', details: { column: 'a' } });
  expect(() => readColumns(['a', 'a'])).toThrow(twice as Error);
  expect(() => readColumns(['a'], { uses: { limit: 'a', loss: 'a' } })).toThrow(twice as Error);
});

it('a strategy that reads what is missing, or what came later, is refused', () => {
  const columns = readColumns(['score', 'bad']);
  expect(() => mustGive(columns, ['score'])).not.toThrow();
  expect(() => mustGive(columns, ['age'])).toThrow('There is no column age for the strategy');
  expect(() => mustGive(columns, ['bad'])).toThrow(
    expect.objectContaining({ reason: 'APPLICATION_COLUMN_LATE' }) as Error,
  );
});
