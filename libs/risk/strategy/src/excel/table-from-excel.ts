import { read, utils, type CellObject, type WorkSheet } from '@e965/xlsx';
import { Fault } from '@fanxing/kernel';
import { z } from 'zod';
import type { JdmColumn, JdmDecisionTable } from '../jdm.js';
import { plainText } from './neutral-text.js';
import { headerRows, sheets } from './table-to-excel.js';
import { unpackedSize } from './unpacked-size.js';

const packedMax = 10_000_000;
const unpackedMax = 100_000_000;
const rowsMax = 20_000;
const columnsMax = 500;

/**
 * Reads a decision table that `tableToExcel` wrote and people may have edited: rules added, moved, changed, columns
 * renamed. Formulas, dates and files that would unpack without bound are refused. Fails with INPUT_INVALID, which names
 * the cell.
 */
export function tableFromExcel(file: Uint8Array): JdmDecisionTable {
  if (file.length > packedMax) refuse(`the file is larger than ${packedMax} bytes`);
  if (unpackedSize(file) > unpackedMax) refuse(`the file unpacks to more than ${unpackedMax} bytes`);
  const book = readBook(file);
  const rules = gridOf(book.Sheets[sheets.rules] ?? refuse(`there is no sheet "${sheets.rules}"`));
  const settings = settingsOf(
    gridOf(book.Sheets[sheets.settings] ?? refuse(`there is no sheet "${sheets.settings}"`)),
  );
  const [names = [], fields = [], kinds = [], ids = []] = rules;
  const columnOf = (place: number, known: readonly JdmColumn[]): JdmColumn => {
    const id = ids[place] ?? refuse(`column ${place + 1} has no id in row ${headerRows}`);
    const before = known.find((column) => column.id === id);
    const { field: _, ...kept } = before ?? {};
    return { ...kept, id, name: names[place] ?? '', ...fieldOf(fields[place] ?? '', before) };
  };
  const places = (kind: string): number[] => kinds.flatMap((text, place) => (text === kind ? [place] : []));
  const { inputs, outputs, ...rest } = settings;
  return {
    ...rest,
    inputs: places('input').map((place) => columnOf(place, inputs)),
    outputs: places('output').map((place) => columnOf(place, outputs)),
    rules: rules.slice(headerRows).map((row) => ruleOf(ids, row)),
  };
}

/** A column without a field holds whole conditions; whether that was said by null, by "" or not at all is kept. */
function fieldOf(field: string, before: JdmColumn | undefined): { field?: string | null } {
  if (field) return { field };
  return before && 'field' in before && !before.field ? { field: before.field ?? null } : {};
}

function ruleOf(ids: readonly (string | null)[], row: readonly (string | null)[]): Record<string, string> {
  const cells = ids.flatMap((id, place) => {
    const text = row[place] ?? null;
    return id === null || text === null ? [] : [[id, text] as const];
  });
  return Object.fromEntries(cells);
}

const columnSchema = z.object({ id: z.string(), name: z.string(), field: z.string().nullish() }).loose();
const settingsSchema = z
  .object({
    hitPolicy: z.enum(['first', 'collect']),
    inputs: z.array(columnSchema),
    outputs: z.array(columnSchema),
  })
  .loose();

function settingsOf(rows: readonly (readonly (string | null)[])[]): Omit<JdmDecisionTable, 'rules'> {
  const entries = rows.slice(1).map(([key, value], place) => {
    try {
      return [key ?? '', JSON.parse(value ?? 'null') as unknown] as const;
    } catch {
      return refuse(`row ${place + 2} of the sheet "${sheets.settings}" is not JSON`);
    }
  });
  const parsed = settingsSchema.safeParse(Object.fromEntries(entries));
  if (parsed.success) return parsed.data as Omit<JdmDecisionTable, 'rules'>;
  return refuse(
    `the sheet "${sheets.settings}" is not as it was written: ${parsed.error.issues[0]?.message ?? ''}`,
  );
}

function readBook(file: Uint8Array): ReturnType<typeof read> {
  try {
    return read(file, {
      type: 'buffer',
      cellFormula: true,
      cellHTML: false,
      sheetRows: rowsMax + headerRows + 1,
    });
  } catch {
    return refuse('it is not an Excel file');
  }
}

function gridOf(sheet: WorkSheet): (string | null)[][] {
  const { e: end } = utils.decode_range(sheet['!ref'] ?? 'A1');
  if (end.r >= rowsMax + headerRows) refuse(`a sheet has more than ${rowsMax} rows`);
  if (end.c >= columnsMax) refuse(`a sheet has more than ${columnsMax} columns`);
  return Array.from({ length: end.r + 1 }, (_, r) =>
    Array.from({ length: end.c + 1 }, (_unused, c) => {
      const at = utils.encode_cell({ r, c });
      return textOf(sheet[at] as CellObject | undefined, at);
    }),
  );
}

/** People write 5 where the table holds the text `5`; a formula or a date could mean something else each day. */
function textOf(cell: CellObject | undefined, at: string): string | null {
  if (!cell || cell.t === 'z' || cell.v === undefined) return null;
  if (cell.f !== undefined) return refuse(`cell ${at} is a formula`);
  if (cell.t === 's') {
    try {
      return plainText(String(cell.v));
    } catch {
      return refuse(`cell ${at} is not as it was written`);
    }
  }
  if (cell.t === 'n' && Number.isFinite(cell.v)) return String(cell.v);
  return cell.t === 'b' ? String(cell.v) : refuse(`cell ${at} is neither a text nor a number`);
}

function refuse(problem: string): never {
  throw new Fault('INPUT_INVALID', { problem });
}
