import {
  openText,
  personalFields,
  Unreadable,
  type Kept,
  type PersonalField,
  type TenantKeys,
} from '../encryption/index.js';
import { rawMembers, rawObject } from './raw-object.js';
import type { TableRows, TenantKeeper, TenantWorld } from './tenant-keeper.js';

/** How the sealed columns of a table are found: the column that names a row, and the one whose value is the owner of its keys. */
interface SealedTable {
  readonly rowId: string;
  /** Undefined where the owner stands in another table, by the row's id there. */
  readonly owner: string | undefined;
  readonly ownersTable?: string;
}

/** The same places as the services seal under; a test opens a row of each. */
export const sealedTables: Readonly<Record<string, SealedTable>> = {
  'lending.borrower': { rowId: 'id', owner: 'id' },
  'lending.case_entry': { rowId: 'id', owner: 'borrower_id' },
  'lending.mandate': { rowId: 'id', owner: 'borrower_id' },
  'lending.offer': { rowId: 'id', owner: 'id' },
  'risk.event': { rowId: 'id', owner: 'borrower_id' },
  'risk.decision': { rowId: 'id', owner: 'borrower_id' },
  'risk.early_warning': { rowId: 'id', owner: 'borrower_id' },
  'tenant.consent': { rowId: 'id', owner: 'borrower_id' },
  'tenant.consent_evidence': { rowId: 'consent_id', owner: undefined, ownersTable: 'tenant.consent' },
  'tenant.subject_request': { rowId: 'id', owner: 'borrower_id' },
};

const sealedMark = /^"fx1\./;
const bytesMark = /^"\\\\x/;

/**
 * A table's rows as their bank can read them: what is sealed is opened and stands under its column's name without `_sealed`; keys,
 * blind indexes and secrets are left out, for none of them is any use elsewhere. A value whose key was destroyed by an erasure is
 * null. Everything else is as the database wrote it, to the last digit.
 */
export function openedRows(
  { table, lines }: TableRows,
  keys: TenantKeys,
  keeper: TenantKeeper,
  world: TenantWorld,
): TableRows {
  const left = columnsOf(table, (field) => isLeftOut(field));
  const sealed = sealedTables[table];
  if (!sealed && left.size === 0) return { table, lines };
  return { table, lines: openedLines() };

  async function* openedLines(): AsyncGenerator<readonly string[]> {
    for await (const some of lines) {
      const rows = some.map(rawMembers);
      const owners = sealed ? await ownersOf(rows, sealed, keeper, world) : [];
      yield rows.map((row, index) =>
        rawObject(
          openedRow({ keys, table, left, rowId: textIn(row, sealed?.rowId), owner: owners[index] }, row),
        ),
      );
    }
  }
}

async function ownersOf(
  rows: readonly ReadonlyMap<string, string>[],
  { rowId, owner, ownersTable = '' }: SealedTable,
  keeper: TenantKeeper,
  world: TenantWorld,
): Promise<(string | undefined)[]> {
  if (owner !== undefined) return rows.map((row) => textIn(row, owner));
  const ids = rows.map((row) => textIn(row, rowId) ?? '');
  const known = await keeper.borrowersOf(world, ownersTable, ids);
  return ids.map((id) => known.get(id));
}

interface RowPlace {
  readonly keys: TenantKeys;
  readonly table: string;
  readonly left: ReadonlySet<string>;
  readonly rowId: string | undefined;
  readonly owner: string | undefined;
}

function openedRow(place: RowPlace, row: ReadonlyMap<string, string>): Map<string, string> {
  const opened = new Map<string, string>();
  for (const [column, value] of row) {
    if (place.left.has(column)) continue;
    const name = column.replace(/_sealed$/, '');
    // In the clear in rows of before it was sealed: then the sealed one is empty.
    if (name !== column && value === 'null') continue;
    opened.set(name, openedValue(place, column, value, row.get('data_key')));
  }
  return opened;
}

function openedValue(place: RowPlace, column: string, value: string, dataKey = 'null'): string {
  const { keys, table, rowId, owner } = place;
  if (rowId === undefined || owner === undefined) return value;
  try {
    if (column.endsWith('_sealed') && bytesMark.test(value)) {
      const { tenantId, environment } = keys;
      const key = keys.unwrap(bytesIn(dataKey), owner);
      return written(column, key.openText(bytesIn(value), { tenantId, environment, table, column, rowId }));
    }
    const open = (text: string): string => openText(keys, { table, column, rowId, owner }, text);
    if (sealedMark.test(value)) return written(column, open(JSON.parse(value) as string));
    // Such as a signature, of which a part is sealed.
    if (!value.startsWith('{') || !value.includes('"fx1.')) return value;
    const parts = [...rawMembers(value)].map(([name, part]): [string, string] => [
      name,
      sealedMark.test(part) ? JSON.stringify(open(JSON.parse(part) as string)) : part,
    ]);
    return rawObject(new Map(parts));
  } catch (error) {
    if (error instanceof Unreadable && error.why === 'KEY_DESTROYED') return 'null';
    throw error;
  }
}

const holdsJson = new Set(['attributes_sealed', 'detail_sealed', 'facts_sealed', 'correction']);

function written(column: string, text: string): string {
  return holdsJson.has(column) ? text : JSON.stringify(text);
}

function bytesIn(value: string): Buffer {
  return Buffer.from((JSON.parse(value) as string).slice(2), 'hex');
}

function textIn(row: ReadonlyMap<string, string>, column: string | undefined): string | undefined {
  const value = column === undefined ? undefined : row.get(column);
  return value === undefined || value === 'null' ? undefined : (JSON.parse(value) as string);
}

const useless: readonly Kept[] = ['KEY', 'INDEX'];

function isLeftOut({ kept, category }: PersonalField): boolean {
  return useless.includes(kept) || category === 'SECRET';
}

function columnsOf(table: string, isMeant: (field: PersonalField) => boolean): ReadonlySet<string> {
  const inTable = personalFields.filter((field) => field.column.startsWith(`${table}.`) && isMeant(field));
  return new Set(inTable.map(({ column }) => column.slice(table.length + 1)));
}
