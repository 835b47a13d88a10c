import { join } from 'node:path';
import { all } from '../test-data/temporary-bank.js';
import { openBankFolder } from './index.js';

const location = { manifestFolder: join(import.meta.dirname, '..', 'test-data', 'river-bank') };

describe('a bank with files of every shape', () => {
  it('has the borrowers that where lets through, the first of each id', async () => {
    const folder = await openBankFolder(location);
    expect(await all(folder.borrowers())).toEqual([
      { id: 'M-1', attributes: { town: 'Millford', salary: 2500.5, postcode: '01234' } },
      { id: 'M-2', attributes: { town: 'Weir; Upper', salary: 1800, postcode: '04567' } },
      { id: 'M-4', attributes: { town: 'The "Old" Ferry', salary: null, postcode: '02222' } },
      { id: 'M-6', attributes: { town: 'Reed', salary: null, postcode: '03333' } },
    ]);
    expect(folder.skipped().borrowers.map(({ reason, count }) => [reason, count])).toEqual([
      ['BORROWER_REPEATED', 1],
      ['ID_MISSING', 1],
    ]);
  });

  it('has payments through two joins, with codes, dates and directions of its own', async () => {
    const folder = await openBankFolder(location);
    const events = (await all(folder.events())).filter(({ kind }) => kind === 'payment');
    const table = events.map((event) => [
      ...[event.borrowerId, event.at, event.amount, event.direction],
      ...[event.channel, event.counterparty, event.fields.trade, event.fields.shopNumber],
    ]);
    expect(table).toEqual([
      ['M-1', '2024-01-03T08:30:00.000Z', '12.5', 'out', 'gold', '7', 'food', 7],
      ['M-1', '2024-01-03T08:30:00.000Z', '12.5', 'out', 'gold', '7', 'food', 7],
      ['M-1', '2024-03-31T01:30:00.000Z', '3913', 'in', 'gold', null, null, null],
      ['M-2', '2024-02-05T17:00:00.000Z', '40', 'out', null, '8', 'ferry', 8],
      ['M-2', '2024-02-06T17:00:00.000Z', '5', 'out', null, '9', null, 9],
      ['M-4', '2024-03-02T09:00:00.000Z', null, 'out', 'plain', '7', 'food', 7],
    ]);
    expect(folder.skipped().events.map(({ reason, count }) => [reason, count])).toEqual([
      ['DIRECTION_UNKNOWN', 1],
      ['DATE_MALFORMED', 1],
      ['AMOUNT_MALFORMED', 1],
      ['ID_MISSING', 1],
      ['ROW_MALFORMED', 1],
    ]);
  });

  it('has balances out of columns, none where a month is missing', async () => {
    const events = await all((await openBankFolder(location)).events());
    const balances = events.filter(({ kind }) => kind === 'balance');
    expect(balances.map(({ borrowerId, at, amount, fields }) => [borrowerId, at, amount, fields])).toEqual([
      ['M-1', '2024-01-30T23:00:00.000Z', '-100.5', { late: 0 }],
      ['M-1', '2024-02-28T23:00:00.000Z', '20', { late: 1 }],
      ['M-2', '2024-02-28T23:00:00.000Z', '30', { late: 2 }],
    ]);
  });

  it('has one outcome a borrower, as of its own date', async () => {
    const folder = await openBankFolder(location);
    expect(await all(folder.outcomes())).toEqual([
      { borrowerId: 'M-1', outcome: 'GOOD', asOf: '2024-03-31T22:00:00.000Z' },
      { borrowerId: 'M-2', outcome: 'BAD', asOf: '2024-04-01T22:00:00.000Z' },
    ]);
    expect(folder.skipped().outcomes.map(({ reason, count }) => [reason, count])).toEqual([
      ['OUTCOME_UNKNOWN', 1],
      ['OUTCOME_REPEATED', 1],
      ['DATE_MALFORMED', 1],
    ]);
  });
});
