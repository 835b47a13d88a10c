import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@fanxing/kernel';
import { openSmallBank, removeFolders, smallManifest, writeFolder } from '../../test-data/temporary-bank.js';
import { openBankFolder } from '../index.js';
import { readManifest } from './read-manifest.js';

afterEach(removeFolders);

/** Where in the manifest → what stands there; undefined takes the key away. */
type Change = Readonly<Record<string, unknown>>;

async function faultOf(change: Change): Promise<Fault> {
  const manifest = structuredClone(smallManifest);
  for (const [place, value] of Object.entries(change)) {
    const keys = place.split('/');
    const last = keys.pop() ?? '';
    let target = manifest as unknown as Record<string, unknown>;
    for (const key of keys) target = target[key] as Record<string, unknown>;
    target[last] = value;
  }
  const error: unknown = await openSmallBank(manifest).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Fault);
  return error as Fault;
}

describe('a manifest with a mistake is refused, and the mistake is named', () => {
  const cases: readonly (readonly [string, Change, string, RegExp])[] = [
    [
      'an unknown key',
      { colour: 'red' },
      'bank.json/colour',
      /unknown key "colour"\. Possible here: .*version/,
    ],
    ['a misspelt key', { 'events/0/amuont': 'amount' }, 'bank.json/events/0/amuont', /did you mean "amount"/],
    [
      'an unknown key of a file',
      { 'files/payments/sep': ';' },
      'bank.json/files/payments/sep',
      /unknown key "sep"/,
    ],
    [
      'an unknown key of the outcome',
      { 'outcome/Column': 'x' },
      'bank.json/outcome/Column',
      /did you mean "column"/,
    ],
    [
      'an unknown key of a join',
      { 'events/0/join': [{ file: 'customers', on: 'customer', to: 'customer', how: 'left' }] },
      'bank.json/events/0/join/0/how',
      /unknown key "how"/,
    ],
    [
      'an unknown key of unpivot',
      { 'events/0/unpivot': [{ at: '2024-01-01', columns: { amount: 'amount' }, kind: 'x' }] },
      'bank.json/events/0/unpivot/0/kind',
      /unknown key "kind"/,
    ],
    ['a missing key', { 'borrower/id': undefined }, 'bank.json/borrower/id', /the key "id" is missing/],
    ['no date of an event', { 'events/0/at': undefined }, 'bank.json/events/0/at', /the key "at" is missing/],
    ['another version', { version: 2 }, 'bank.json/version', /must be 1, not 2/],
    ['a wrong type', { events: {} }, 'bank.json/events', /must be array, not \{\}/],
    [
      'a value where a list is needed',
      { 'outcome/good': 'A' },
      'bank.json/outcome/good',
      /must be array, not "A"/,
    ],
    [
      'an unpivot date that is a column',
      { 'events/0/unpivot': [{ at: 'paid_on', columns: { amount: 'amount' } }] },
      'bank.json/events/0/unpivot/0/at',
      /an ISO date.*not "paid_on"/,
    ],
    ['an unknown currency', { currency: 'XQQ' }, 'bank.json/currency', /"XQQ" is not an ISO 4217/],
    [
      'an unknown time zone',
      { timeZone: 'Asia/Wuhan' },
      'bank.json/timeZone',
      /"Asia\/Wuhan" is not an IANA/,
    ],
    [
      'an unknown file',
      { 'events/0/file': 'payment' },
      'bank.json/events/0/file',
      /no file "payment", did you mean "payments"\? Files: customers, payments/,
    ],
    [
      'an unknown joined file',
      { 'outcome/join': [{ file: 'loans', on: 'a', to: 'b' }] },
      'bank.json/outcome/join/0/file',
      /no file "loans"\. Files:/,
    ],
    [
      'a file joined twice',
      { 'events/0/join': [1, 2].map(() => ({ file: 'customers', on: 'customer', to: 'customer' })) },
      'bank.json/events/0/join/1/file',
      /joined twice.*second alias/,
    ],
    [
      'an alias with a dot',
      { 'files/a.b': { path: 'customers.csv' } },
      'bank.json/files/a.b',
      /without dots.*not "a\.b"/,
    ],
    [
      'a protected attribute that is none',
      { protected: ['twon'] },
      'bank.json/protected/0',
      /did you mean "town"\? Attributes: town/,
    ],
    ['a split of more than all', { 'split/train': '3/2' }, 'bank.json/split/train', /between 0 and 1/],
    ['a split by something else', { 'split/by': 'date' }, 'bank.json/split/by', /hash of the borrower's id/],
    [
      'a value that is good and bad',
      { 'outcome/bad': ['1', '0.0'] },
      'bank.json/outcome/bad/1',
      /in "good" and in "bad"/,
    ],
    [
      'a day that does not exist',
      { 'outcome/asOf': '2024-02-30' },
      'bank.json/outcome/asOf',
      /"2024-02-30" is not a date/,
    ],
    [
      'an unusable date format',
      { 'events/0/dateFormat': 'dd.QQ.yyyy' },
      'bank.json/events/0/dateFormat',
      /because of "QQ"/,
    ],
    [
      'a date format without a year',
      { 'outcome/asOf': 'town', 'outcome/dateFormat': 'dd.MM' },
      'bank.json/outcome/dateFormat',
      /a year, a month and a day/,
    ],
    [
      'an amount given twice',
      { 'events/0/fields': { amount: 'amount' } },
      'bank.json/events/0/fields/amount',
      /given twice/,
    ],
    [
      'a path out of the folder',
      { 'files/payments/path': '../payments.csv' },
      'bank.json/files/payments/path',
      /leads out of the bank's folder/,
    ],
  ];

  it.each(cases)('%s', async (_, change, path, message) => {
    const fault = await faultOf(change);
    expect({ path: fault.path, message: fault.message }).toEqual({
      path,
      message: expect.stringMatching(message),
    });
  });

  it('tells several mistakes at once', async () => {
    const fault = await faultOf({ colour: 'red', 'outcome/good': undefined });
    expect(fault.details.problems).toEqual([
      expect.stringMatching(/^bank\.json\/colour: /),
      expect.stringMatching(/^bank\.json\/outcome\/good: /),
    ]);
  });
});

describe('a column that is not in the file is refused, and named with those that are', () => {
  const cases: readonly (readonly [string, Change, string])[] = [
    ['borrower id', { 'borrower/id': 'custmer' }, 'bank.json/borrower/id'],
    ['attribute', { 'borrower/attributes/place': 'custmer' }, 'bank.json/borrower/attributes/place'],
    ['where of the borrower', { 'borrower/where': { custmer: [1] } }, 'bank.json/borrower/where/custmer'],
    ['borrower of an event', { 'events/0/borrower': 'custmer' }, 'bank.json/events/0/borrower'],
    ['id of an event', { 'events/0/id': 'custmer' }, 'bank.json/events/0/id'],
    ['date of an event', { 'events/0/at': 'custmer' }, 'bank.json/events/0/at'],
    ['amount', { 'events/0/amount': 'custmer' }, 'bank.json/events/0/amount'],
    ['direction', { 'events/0/direction': 'custmer' }, 'bank.json/events/0/direction'],
    ['field', { 'events/0/fields': { who: 'custmer' } }, 'bank.json/events/0/fields/who'],
    ['codes', { 'events/0/codes': { custmer: { a: 'b' } } }, 'bank.json/events/0/codes/custmer'],
    ['where of an event', { 'events/0/where': { custmer: ['a'] } }, 'bank.json/events/0/where/custmer'],
    [
      'unpivot',
      { 'events/0/unpivot': [{ at: '2023-01-31', columns: { amount: 'custmer' } }] },
      'bank.json/events/0/unpivot/0/columns/amount',
    ],
    [
      'left side of a join',
      { 'events/0/join': [{ file: 'customers', on: 'custmer', to: 'customer' }] },
      'bank.json/events/0/join/0/on',
    ],
    [
      'right side of a join',
      { 'events/0/join': [{ file: 'customers', on: 'customer', to: 'custmer' }] },
      'bank.json/events/0/join/0/to',
    ],
    ['outcome', { 'outcome/column': 'custmer' }, 'bank.json/outcome/column'],
    ['borrower of the outcome', { 'outcome/borrower': 'custmer' }, 'bank.json/outcome/borrower'],
    ['date of the outcome', { 'outcome/asOf': 'custmer' }, 'bank.json/outcome/asOf'],
  ];

  it.each(cases)('%s', async (_, change, path) => {
    const fault = await faultOf(change);
    expect(fault.path).toBe(path);
    expect(fault.message).toMatch(
      /^(customers|payments)\.csv has no column "custmer", did you mean "customer"\? Columns: customer, /,
    );
  });

  it('a column of a joined file', async () => {
    const fault = await faultOf({
      'events/0/join': [{ file: 'customers', on: 'customer', to: 'customer' }],
      'events/0/fields': { town: 'customers.twn' },
    });
    expect(fault.path).toBe('bank.json/events/0/fields/town');
    expect(fault.message).toMatch(/^customers\.csv has no column "twn", did you mean "town"\?/);
  });

  it('a column of a file that is not joined', async () => {
    const fault = await faultOf({ 'events/0/fields': { town: 'customers.town' } });
    expect(fault.message).toMatch(/needs the file "customers", which is not joined here/);
  });

  it('says what the delimiter seems to be', async () => {
    const semicolons = openSmallBank(smallManifest, {
      'customers.csv': 'customer;town;defaulted\n1;Wuhan;0\n',
    });
    await expect(semicolons).rejects.toThrow(
      /delimited by ";": say so in bank\.json\/files\/customers\/delimiter/,
    );
  });

  it('a name that two columns have', async () => {
    const twice = openSmallBank(smallManifest, { 'customers.csv': 'customer,town,defaulted,town\n' });
    await expect(twice).rejects.toThrow(/customers\.csv has more than one column "town"/);
  });
});

describe('a folder without what it needs', () => {
  it('has no manifest', async () => {
    const folder = await writeFolder({});
    await expect(readManifest(folder)).rejects.toThrow(/needs a manifest .*bank\.json, but there is none/);
  });

  it('has a manifest that is not JSON', async () => {
    const folder = await writeFolder({ 'bank.json': '{ "version": 1, }' });
    await expect(readManifest(folder)).rejects.toMatchObject({ reason: 'INPUT_INVALID', path: 'bank.json' });
  });

  it('lacks a file', async () => {
    const folder = await writeFolder({ 'bank.json': JSON.stringify(smallManifest) });
    await expect(openBankFolder({ manifestFolder: folder })).rejects.toMatchObject({
      path: 'bank.json/files/customers/path',
      message: expect.stringMatching(/"customers\.csv" is not in .*--files FOLDER/),
    });
  });
});

it('a manifest may begin with a byte order mark and name its schema', async () => {
  const text = `\uFEFF${JSON.stringify({ $schema: '../bank.schema.json', ...smallManifest })}`;
  const folder = await writeFolder({ 'bank.json': text });
  await expect(readManifest(folder)).resolves.toMatchObject({ name: 'Small bank (invented)' });
});

it.each(['taiwan', 'berka'])('the manifest of %s that ships is valid', async (name) => {
  const folder = join(import.meta.dirname, '..', '..', '..', '..', 'data', 'banks', name);
  const text = await readFile(join(folder, 'bank.json'), 'utf8');
  await expect(readManifest(folder)).resolves.toEqual(JSON.parse(text));
});
