import fc from 'fast-check';
import { businessDateAt } from '@fanxing/kernel';
import { ColumnProfile } from './column-profile.js';
import { parseDecimal } from './decimal.js';
import { looseText } from './loose-text.js';
import { instantReader } from './read-instant.js';

describe('decimals', () => {
  it.each([
    ['3913.0', '3913'],
    ['0012.50', '12.5'],
    ['-0.00', '0'],
    ['+7', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e5', '100000'],
    ['-1.25E-3', '-0.00125'],
    ['1,234,567.80', '1234567.8'],
    ['12345678901234567890.000000001', '12345678901234567890.000000001'],
  ])('with a dot: %s is %s', (text, expected) => expect(parseDecimal(text, 'dot')).toBe(expected));

  it.each([
    ['1.234,50', '1234.5'],
    ['1 234,5', '1234.5'],
    ['-0,5', '-0.5'],
    ['1.800', '1800'],
  ])('with a comma: %s is %s', (text, expected) => expect(parseDecimal(text, 'comma')).toBe(expected));

  it.each(['', '.', 'eight', '1,2', '1.2.3', '12,34,567', '--1', '0x10', 'Infinity'])(
    '"%s" is none',
    (text) => expect(parseDecimal(text, 'dot')).toBeUndefined(),
  );

  it('never lose a digit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
        fc.nat({ max: 12 }),
        (units, decimals) => {
          const scale = 10n ** BigInt(decimals);
          const magnitude = units < 0n ? -units : units;
          const fraction = (magnitude % scale).toString().padStart(decimals, '0');
          const text = `${units < 0n ? '-' : ''}${magnitude / scale}${decimals === 0 ? '' : `.${fraction}`}`;
          const [whole = '', rest = ''] = (parseDecimal(text, 'dot') ?? '').split('.');
          expect(BigInt(whole + rest.padEnd(decimals, '0'))).toBe(units);
        },
      ),
    );
  });
});

describe('a column', () => {
  function read(...cells: string[]): unknown[] {
    const profile = new ColumnProfile();
    for (const cell of cells) profile.observe(cell);
    return cells.map(profile.reader());
  }

  it('is numeric when all that is not missing is a number', () => {
    expect(read('1', '', '2.50', 'NA', '?')).toEqual([1, null, 2.5, null, null]);
  });
  it('is text when one is not, and only an empty cell is missing then', () => {
    expect(read('1', '', 'x', 'NA')).toEqual(['1', null, 'x', 'NA']);
  });
  it('of decimal commas is numeric', () => expect(read('1.234', '1,5')).toEqual([1234, 1.5]));
  it('that mixes commas and dots for decimals is text', () =>
    expect(read('1.5', '1,5')).toEqual(['1.5', '1,5']));
  it('of codes with leading zeros is text', () => expect(read('01234', '99999')).toEqual(['01234', '99999']));
  it('of numbers too long for a float is text', () => {
    expect(read('6222021234567890123', '1')).toEqual(['6222021234567890123', '1']);
  });
  it('without a value is null', () => expect(read('', '')).toEqual([null, null]));
});

it.each([
  ['1.0', '1'],
  [' 1 ', '1'],
  [1, '1'],
  ['2.50', '2.5'],
  ['007', '007'],
  [true, 'true'],
  [null, ''],
  ['v1.0', 'v1.0'],
])('%p is compared as %s', (value, expected) => expect(looseText(value)).toBe(expected));

describe('dates', () => {
  const read = (text: string, format?: string, timeZone = 'Europe/Prague'): string | undefined =>
    instantReader(format, timeZone, 'bank.json')(text);

  it.each([
    ['2005-09-30', undefined, '2005-09-29T22:00:00.000Z'],
    ['2005/09/30', undefined, '2005-09-29T22:00:00.000Z'],
    ['20050930', undefined, '2005-09-29T22:00:00.000Z'],
    ['2005-12-30 08:15', undefined, '2005-12-30T07:15:00.000Z'],
    ['2005-12-30T08:15:01.5', undefined, '2005-12-30T07:15:01.500Z'],
    ['2005-12-30T08:15:01Z', undefined, '2005-12-30T08:15:01.000Z'],
    ['2005-12-30T08:15:01+08:00', undefined, '2005-12-30T00:15:01.000Z'],
    ['1128038400', undefined, '2005-09-30T00:00:00.000Z'],
    ['1128038400123', undefined, '2005-09-30T00:00:00.123Z'],
    ['86400', 'epoch', '1970-01-02T00:00:00.000Z'],
    ['930101', 'yyMMdd', '1992-12-31T23:00:00.000Z'],
    ['930101.0', 'yyMMdd', '1992-12-31T23:00:00.000Z'],
    ['000101 10:20:30', 'yyMMdd HH:mm:ss', '2000-01-01T09:20:30.000Z'],
    ['30.09.2005', 'dd.MM.yyyy', '2005-09-29T22:00:00.000Z'],
    ['9/3/2005 7:05', 'M/d/yyyy H:mm', '2005-09-03T05:05:00.000Z'],
    ['03-Sep-2005', 'dd-MMM-yyyy', '2005-09-02T22:00:00.000Z'],
    ['2005-09-30T10:00:00', "yyyy-MM-dd'T'HH:mm:ss", '2005-09-30T08:00:00.000Z'],
    ['2005-09-30 10:00:00+0800', 'yyyy-MM-dd HH:mm:ssXXX', '2005-09-30T02:00:00.000Z'],
    ['30/09/2005', 'DD/MM/YYYY', '2005-09-29T22:00:00.000Z'],
    ['30.09.05', '%d.%m.%y', '2005-09-29T22:00:00.000Z'],
  ])('%s read as %s is %s', (text, format, expected) => expect(read(text, format)).toBe(expected));

  it.each([
    ['', undefined],
    ['2005-02-29', undefined],
    ['2005-09-30T25:00', undefined],
    ['2005-02-30T00:00:00Z', undefined],
    ['930101', undefined],
    ['2005-09-30', 'dd.MM.yyyy'],
    ['31.06.2005', 'dd.MM.yyyy'],
    ['01-Foo-2005', 'dd-MMM-yyyy'],
  ])('"%s" read as %s is none', (text, format) => expect(read(text, format)).toBeUndefined());

  it('a time that clocks skip is moved on, one that they show twice is the earlier', () => {
    expect(read('2024-03-31 02:30')).toBe('2024-03-31T01:30:00.000Z');
    expect(read('2024-10-27 02:30')).toBe('2024-10-27T00:30:00.000Z');
    expect(read('2018-11-04', undefined, 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
  });

  it('a day without a time begins when clocks on the wall change to it', () => {
    const zones = [
      'Asia/Taipei',
      'Europe/Prague',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
    ];
    const day = fc.date({ min: new Date('1990-01-02'), max: new Date('2035-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (date, zone) => {
        const text = date.toISOString().slice(0, 10);
        const start = Date.parse(read(text, undefined, zone) ?? '');
        expect(businessDateAt(new Date(start).toISOString() as never, zone)).toBe(text);
        expect(businessDateAt(new Date(start - 1).toISOString() as never, zone)).not.toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
