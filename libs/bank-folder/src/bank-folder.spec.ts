import { join } from 'node:path';
import { all, openSmallBank, removeFolders, smallManifest } from '../test-data/temporary-bank.js';
import { openBankFolder } from './index.js';

afterEach(removeFolders);

const [smallEvent] = smallManifest.events;
const withEvent = (change: object): object => ({ ...smallManifest, events: [{ ...smallEvent, ...change }] });
const payments = (...rows: string[]): Record<string, string> => ({
  'payments.csv': ['customer,paid_on,amount,flag,note', ...rows, ''].join('\n'),
});

describe('amounts and directions', () => {
  const rows = payments(
    '1,2023-05-01,3913.0,C,a',
    '1,2023-05-02,-20.50,D,b',
    '2,2023-05-03,-5,C,',
    '2,2023-05-04,,,',
  );

  async function read(change: object, files = rows): Promise<(string | null)[][]> {
    const events = await all((await openSmallBank(withEvent(change), files)).events());
    return events.map(({ amount, direction }) => [amount, direction]);
  }

  it('without a direction the sign says it, where the column has signs', async () => {
    expect(await read({})).toEqual([
      ['3913', 'in'],
      ['20.5', 'out'],
      ['5', 'out'],
      [null, null],
    ]);
  });
  it('without a direction and without signs there is none', async () => {
    expect(await read({}, payments('1,2023-05-01,12,,'))).toEqual([['12', null]]);
  });
  it('a direction for all rows is taken', async () => {
    expect(await read({ direction: 'out' })).toEqual([
      ['3913', 'out'],
      ['20.5', 'out'],
      ['5', 'out'],
      [null, 'out'],
    ]);
  });
  it('a column of directions is taken after codes; a receipt taken back went out', async () => {
    const directed = await read({ direction: 'flag', codes: { flag: { C: 'in', D: 'out' } } });
    expect(directed).toEqual([
      ['3913', 'in'],
      ['20.5', 'out'],
      ['5', 'out'],
      [null, null],
    ]);
  });
  it('a balance keeps its sign', async () => {
    expect(await read({ kind: 'balance' })).toEqual([
      ['3913', null],
      ['-20.5', null],
      ['-5', null],
      [null, null],
    ]);
  });
  it('codes can say what is missing', async () => {
    const coded = await read({ codes: { amount: { '3913': null } } });
    expect(coded[0]).toEqual([null, null]);
  });
});

describe('ids of events', () => {
  it('are the bank’s own where it has them, apart by file and kind', async () => {
    const manifest = {
      ...smallManifest,
      events: [
        { ...smallEvent, id: 'note' },
        { ...smallEvent, id: 'note', kind: 'balance' },
        { ...smallEvent, id: 'note' },
      ],
    };
    const events = await all((await openSmallBank(manifest, payments('1,2023-05-01,1,,T9'))).events());
    expect(events.map(({ id }) => id)).toEqual([
      'payments:payment:T9',
      'payments:balance:T9',
      'payments:payment~2:T9',
    ]);
  });

  it('pass repeated rows on under the same id', async () => {
    const folder = await openSmallBank(
      withEvent({ id: 'note' }),
      payments('1,2023-05-01,1,,T9', '1,2023-05-01,1,,T9'),
    );
    expect((await all(folder.events())).map(({ id }) => id)).toEqual([
      'payments:payment:T9',
      'payments:payment:T9',
    ]);
  });

  it('without a column are the same in every reading and in every order, and apart for rows that are alike', async () => {
    const [first, second] = ['1,2023-05-01,1,,', '2,2023-05-02,2,,'];
    const idsOf = async (...rows: string[]): Promise<string[]> =>
      (await all((await openSmallBank(withEvent({}), payments(...rows))).events())).map(({ id }) => id);
    const ids = await idsOf(first, second, first);
    expect(new Set(ids).size).toBe(3);
    expect(new Set(await idsOf(second, first, first))).toEqual(new Set(ids));
    expect(await idsOf(first, second)).toEqual(ids.slice(0, 2));
  });
});

it('finds borrowers whose ids one file writes as decimals', async () => {
  const folder = await openSmallBank(smallManifest, payments('1.0,2023-05-01,1,,', ' 2 ,2023-05-01,1,,'));
  expect((await all(folder.events())).map(({ borrowerId }) => borrowerId)).toEqual(['1', '2']);
});

it('where takes only rows that agree, numbers loosely and null for a missing cell', async () => {
  const files = payments(
    '1,2023-05-01,1,1.0,x',
    '1,2023-05-01,2,2,x',
    '1,2023-05-01,3,,',
    '1,2023-05-01,4,1,',
  );
  const folder = await openSmallBank(withEvent({ where: { flag: [1, null], note: ['x', ''] } }), files);
  expect((await all(folder.events())).map(({ amount }) => amount)).toEqual(['1', '3', '4']);
});

it('bad rows are left out and counted, good ones go on', async () => {
  const files = payments(
    '9,2023-05-01,1,,',
    '1,yesterday,1,,',
    '1,2023-05-01,one,,',
    '1,2023-05-01',
    '1,2023-05-01,5,,',
  );
  const folder = await openSmallBank(smallManifest, files);
  expect(await all(folder.events())).toHaveLength(1);
  expect(folder.skipped().events).toEqual([
    {
      reason: 'BORROWER_UNKNOWN',
      count: 1,
      examples: ['payments.csv row 2: borrower "9" is not in the borrowers\' file'],
    },
    {
      reason: 'DATE_MALFORMED',
      count: 1,
      examples: ['payments.csv row 3: "yesterday" is no date; see dateFormat'],
    },
    { reason: 'AMOUNT_MALFORMED', count: 1, examples: ['payments.csv row 4: "one" is no amount'] },
    { reason: 'ROW_MALFORMED', count: 1, examples: ['payments.csv row 5: 2 cells, not 5'] },
  ]);
  await all(folder.events());
  expect(folder.skipped().events.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
});

it('an unpivot may share fields of the row, and gives no event where its own columns are missing', async () => {
  const unpivot = [
    { at: '2023-04-30', columns: { amount: 'amount' } },
    { at: '2023-05-31', columns: { amount: 'flag' } },
  ];
  const manifest = withEvent({
    kind: 'balance',
    fields: { note: 'note' },
    at: undefined,
    amount: undefined,
    unpivot,
  });
  const events = await all((await openSmallBank(manifest, payments('1,,7,,n', '2,,,8,m'))).events());
  expect(
    events.map(({ borrowerId, at, amount, fields }) => [borrowerId, at.slice(0, 10), amount, fields]),
  ).toEqual([
    ['1', '2023-04-29', '7', { note: 'n' }],
    ['2', '2023-05-30', '8', { note: 'm' }],
  ]);
});

it('minimumEvents is 6 where the manifest is silent', async () => {
  expect((await openSmallBank(smallManifest)).manifest).toEqual({
    name: 'Small bank (invented)',
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    minimumEvents: 6,
    protectedAttributes: [],
    attributeNames: ['town'],
    eventKinds: ['payment'],
  });
});

it('a reading that is broken off leaves the folder usable', async () => {
  const folder = await openSmallBank(smallManifest);
  for await (const event of folder.events()) {
    expect(event.borrowerId).toBe('1');
    break;
  }
  expect(await all(folder.events())).toHaveLength(2);
});

it('a big file passes through row by row, in order', async () => {
  const rows = Array.from({ length: 50_000 }, (_, index) => `${(index % 2) + 1},2023-05-01,${index},,`);
  const folder = await openSmallBank(withEvent({ fields: { number: 'amount' } }), payments(...rows));
  let expected = 0;
  for await (const event of folder.events()) {
    if (event.fields.number !== expected) break;
    expected += 1;
  }
  expect(expected).toBe(50_000);
}, 30_000);

describe('the bank of Taiwan that ships', () => {
  const location = { manifestFolder: join(import.meta.dirname, '..', '..', '..', 'data', 'banks', 'taiwan') };

  it('has 3,200 customers, their six statements and repayments, and what became of them', async () => {
    const folder = await openBankFolder(location);
    const borrowers = await all(folder.borrowers());
    const events = await all(folder.events());
    const outcomes = await all(folder.outcomes());
    const asOf = '2005-09-30T16:00:00.000Z';

    expect(borrowers).toHaveLength(3200);
    expect(borrowers[1]).toEqual({
      id: '3',
      attributes: { creditLimit: 90000, sex: 2, education: 2, marriage: 2, age: null },
    });
    expect(folder.manifest.protectedAttributes).toEqual(['sex', 'education', 'marriage', 'age']);
    expect(events).toHaveLength(3200 * 12);
    expect(new Set(events.map(({ id }) => id)).size).toBe(3200 * 12);
    expect(events.every(({ at, amount }) => at < asOf && amount !== null)).toBe(true);
    expect(outcomes).toHaveLength(3200);
    expect(outcomes.filter(({ outcome }) => outcome === 'BAD')).toHaveLength(740);
    expect(outcomes.every((outcome) => outcome.asOf === asOf)).toBe(true);
    expect(outcomes.filter(({ borrowerId }) => !folder.isTrain(borrowerId)).length).toBeGreaterThan(1500);
    expect(folder.skipped()).toEqual({ borrowers: [], events: [], outcomes: [] });
  }, 30_000);

  it('dates the delay of a month with that month’s statement', async () => {
    const events = await all((await openBankFolder(location)).events());
    const september = events.find(({ id }) => id === 'customers:balance:1:2005-09-30');
    expect(september).toMatchObject({
      amount: '3913',
      fields: { delayMonths: 2 },
      at: '2005-09-29T16:00:00.000Z',
    });
    const repaid = events.find(({ id }) => id === 'customers:repayment:3:2005-04-30');
    expect(repaid).toMatchObject({ amount: '5000', fields: {}, direction: null });
  }, 30_000);
});
