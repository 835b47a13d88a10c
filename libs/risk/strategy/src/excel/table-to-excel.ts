import { utils, write, type WorkSheet } from '@e965/xlsx';
import { Fault } from '@fanxing/kernel';
import type { JdmDecisionTable } from '../jdm.js';
import { neutralText } from './neutral-text.js';

/** Names of the sheets, and how many rows of the first stand above the rules. */
export const sheets = { rules: 'Rules', settings: 'Settings' } as const;
export const headerRows = 4;
/** A cell of a sheet holds no more. */
const cellMax = 32_767;

/**
 * A decision table as an Excel file: what people edit on the first sheet (titles, fields, kinds and ids of the columns,
 * then a row a rule), the table's settings on the second. `tableFromExcel` reads back exactly this table. Every cell is
 * a text, and none is a formula. Fails with INPUT_INVALID where a text is too long for a cell.
 */
export function tableToExcel(table: JdmDecisionTable): Uint8Array {
  const { rules, inputs, outputs, ...settings } = table;
  const columns = [
    ...inputs.map((column) => ({ ...column, kind: 'input' })),
    ...outputs.map((column) => ({ ...column, kind: 'output' })),
  ];
  const extras = extraKeys(rules, new Set(columns.map(({ id }) => id)));
  const header = [
    [...columns.map(({ name }) => name), ...extras],
    [...columns.map(({ field }) => field ?? ''), ...extras.map(() => '')],
    [...columns.map(({ kind }) => kind), ...extras.map(() => 'note')],
    [...columns.map(({ id }) => id), ...extras],
  ];
  const keys = [...columns.map(({ id }) => id), ...extras];
  const rows = rules.map((rule) => keys.map((key) => rule[key] ?? null));
  const book = utils.book_new();
  utils.book_append_sheet(book, sheetOf([...header, ...rows]), sheets.rules);
  // What a sheet has no place for: settings, and what editors add to columns.
  const said = [
    ...Object.entries(settings),
    ...([
      ['inputs', inputs],
      ['outputs', outputs],
    ] as const),
  ];
  const settingRows = said.map(([key, value]) => [key, JSON.stringify(value ?? null)]);
  utils.book_append_sheet(book, sheetOf([['setting', 'value'], ...settingRows]), sheets.settings);
  return write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Uint8Array;
}

/** Keys of rules that are no columns, such as `_id` and `_description`. */
function extraKeys(rules: JdmDecisionTable['rules'], columns: ReadonlySet<string>): string[] {
  return [...new Set(rules.flatMap((rule) => Object.keys(rule)))].filter((key) => !columns.has(key));
}

function sheetOf(rows: readonly (readonly (string | null)[])[]): WorkSheet {
  const sheet: WorkSheet = {};
  let width = 0;
  rows.forEach((row, y) => {
    width = Math.max(width, row.length);
    row.forEach((text, x) => {
      if (text === null) return;
      const at = utils.encode_cell({ r: y, c: x });
      const value = neutralText(text);
      if (value.length > cellMax) {
        throw new Fault('INPUT_INVALID', {
          problem: `cell ${at} would hold more than ${cellMax} characters`,
        });
      }
      sheet[at] = { t: 's', v: value, z: '@' };
    });
  });
  sheet['!ref'] = utils.encode_range({
    s: { r: 0, c: 0 },
    e: { r: Math.max(0, rows.length - 1), c: Math.max(0, width - 1) },
  });
  return sheet;
}
