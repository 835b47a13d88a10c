import { read, utils, write } from '@e965/xlsx';
import fc from 'fast-check';
import { firstStrategy } from '../first/first-strategy.js';
import type { JdmDecisionTable } from '../jdm.js';
import { tableFromExcel } from './table-from-excel.js';
import { tableToExcel } from './table-to-excel.js';

const tables = firstStrategy({
  probabilityCutoff: 0.1,
  currency: 'CNY',
  limitMin: '1000.00',
  limitMax: '50000.00',
  dailyRateMin: '0.0002',
  dailyRateMax: '0.0005',
}).nodes.flatMap(({ type, content }) => (type === 'decisionTableNode' ? [content as JdmDecisionTable] : []));
const table = tables[0] as JdmDecisionTable;

/** Edits the sheet of the rules as a person would. */
function edited(change: (sheet: Record<string, unknown>) => void): Uint8Array {
  const book = read(tableToExcel(table), { type: 'buffer' });
  change(book.Sheets['Rules'] as Record<string, unknown>);
  return write(book, { type: 'buffer', bookType: 'xlsx' }) as Uint8Array;
}

it('a table comes back from Excel as it went', () => {
  for (const one of tables) expect(tableFromExcel(tableToExcel(one))).toEqual(one);
});

const text = fc.oneof(
  fc.constantFrom(
    '',
    '=1+1',
    '+5',
    '-5',
    '@x',
    "'quoted",
    '> 5',
    '"高"',
    ' spaced ',
    'line\nbreak',
    '0012',
    'true',
    '<b>&amp;',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const column = (id: string): fc.Arbitrary<{ id: string; name: string; field?: string | null }> =>
  fc.record({ id: fc.constant(id), name: text, field: fc.option(text) }, { requiredKeys: ['id', 'name'] });
const anyTable = fc.record({
  hitPolicy: fc.constantFrom('first' as const, 'collect' as const),
  inputs: fc.tuple(column('a'), column('b')),
  outputs: fc.tuple(column('o')),
  rules: fc.array(
    fc.record({ _id: text, _description: text, a: text, b: text, o: text }, { requiredKeys: ['_id'] }),
    { minLength: 1, maxLength: 4 },
  ),
  passThrough: fc.boolean(),
  outputPath: fc.option(text),
});

it('whatever is in its cells, formulas above all', () => {
  fc.assert(
    fc.property(anyTable, (one) => {
      expect(tableFromExcel(tableToExcel(one))).toEqual(one);
    }),
    { numRuns: 40 },
  );
});

it('no cell begins as a formula does', () => {
  const rules = [
    { _id: '1', figure: '=cmd|x', reason: '@sum' },
    { _id: '2', figure: '-5', reason: '+1' },
  ];
  const book = read(tableToExcel({ ...table, rules }), { type: 'buffer', cellFormula: true });
  const cells = Object.entries(book.Sheets['Rules'] ?? {}).filter(([at]) => !at.startsWith('!'));
  for (const [, cell] of cells) {
    const { v, f } = cell as { v: unknown; f?: string };
    expect(f).toBeUndefined();
    expect(String(v)).not.toMatch(/^[=+\-@]/);
  }
});

it('a number that somebody typed is the text that it shows', () => {
  const changed = edited((sheet) => (sheet['A5'] = { t: 'n', v: 600 }));
  expect(tableFromExcel(changed).rules[0]?.['figure']).toBe('600');
});

it.each<[string, () => Uint8Array, string]>([
  ['a formula', () => edited((sheet) => (sheet['A5'] = { t: 'n', v: 2, f: '1+1' })), 'cell A5 is a formula'],
  ['an error', () => edited((sheet) => (sheet['A5'] = { t: 'e', v: 15 })), 'cell A5'],
  [
    'no table',
    () =>
      write(
        { SheetNames: ['X'], Sheets: { X: utils.aoa_to_sheet([['x']]) } },
        { type: 'buffer', bookType: 'xlsx' },
      ) as Uint8Array,
    'no sheet "Rules"',
  ],
  ['too many bytes', () => new Uint8Array(10_000_001), 'larger than'],
])('a file with %s is refused', (_, file, why) => {
  expect(() => tableFromExcel(file())).toThrow(why);
});
