import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.js';
import type { MeasureName } from '../network/measure-network.js';
import type { Manifest } from './manifest.js';
import { ParquetColumns } from './parquet-columns.js';

/** By vertex. Labels are vertices. */
export interface Results {
  readonly values: Float64Array;
  /** Of communities: the labels after every iteration, the last ones too; else nothing. */
  readonly labels: readonly Uint32Array[];
}

const wholeTypes = new Set(['INT32', 'INT64']);
const realTypes = new Set(['DOUBLE', 'FLOAT', ...wholeTypes]);

/** The columns that an engine gives back besides `id`: `value`, and for communities `after_1` and so on before it. */
function valueColumns(measure: MeasureName, { communities }: Manifest): readonly string[] {
  if (measure !== 'communities') return ['value'];
  const earlier = Array.from({ length: communities.iterations - 1 }, (_, at) => `after_${at + 1}`);
  return [...earlier, 'value'];
}

/**
 * Reads what an engine wrote into a folder: any number of Parquet files, a row for each vertex, in any order. Fails with
 * NETWORK_RESULTS_MALFORMED where a file, a vertex or a value is none, with NETWORK_RESULTS_INCOMPLETE where a vertex is not there.
 */
export async function readResults(
  folder: string,
  measure: MeasureName,
  manifest: Manifest,
): Promise<Results> {
  const { vertices } = manifest;
  const names = valueColumns(measure, manifest);
  const holdsLabels = measure === 'communities' || measure === 'components';
  const columns = names.map(() => new Float64Array(vertices).fill(Number.NaN));
  const seen = new Uint8Array(vertices);
  for (const file of await filesIn(folder)) {
    const rows = await openFile(file, names, holdsLabels ? wholeTypes : realTypes);
    for await (const group of rows.groups(['id', ...names])) {
      const ids = group.get('id')!;
      for (let row = 0; row < ids.length; row += 1) {
        const vertex = wholeBelow(vertices, ids[row], file, `the id`);
        if (seen[vertex] === 1) throw malformed(file, `the vertex ${vertex} is there twice`, { vertex });
        seen[vertex] = 1;
        names.forEach((name, at) => {
          const value = group.get(name)![row];
          columns[at]![vertex] = holdsLabels
            ? wholeBelow(vertices, value, file, `the label of vertex ${vertex}`)
            : shareIn(value, file, vertex);
        });
      }
    }
  }
  mustBeComplete(seen, folder);
  const labels = measure === 'communities' ? columns.map((values) => Uint32Array.from(values)) : [];
  return { values: columns.at(-1)!, labels };
}

/** What begins with `_` or `.` are an engine's own notes. */
async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => undefined);
  const files = names?.filter((name) => name.endsWith('.parquet') && !/^[._]/.test(name)) ?? [];
  if (files.length > 0) return files.sort().map((name) => join(folder, name));
  throw new CliError(
    3,
    'FILE_UNREADABLE',
    'no Parquet file is in it',
    folder,
    'name the folder that the engine wrote',
  );
}

async function openFile(
  file: string,
  names: readonly string[],
  types: ReadonlySet<string>,
): Promise<ParquetColumns> {
  let rows: ParquetColumns;
  try {
    rows = await ParquetColumns.open(file);
  } catch {
    throw malformed(file, 'it is no Parquet file');
  }
  for (const name of ['id', ...names]) {
    const type = rows.typeOf(name);
    if (type === undefined || !(name === 'id' ? wholeTypes : types).has(type))
      throw malformed(file, `it has no column ${name} of the type that is wanted`, { column: name });
  }
  return rows;
}

function wholeBelow(most: number, value: unknown, file: string, what: string): number {
  const number = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : Number.NaN;
  if (number >= 0 && number < most) return number;
  throw malformed(file, `${what} is ${String(value)}, not a vertex from 0 to ${most - 1}`);
}

/** Coefficients and ranks are from 0 to 1. */
function shareIn(value: unknown, file: string, vertex: number): number {
  const number = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : Number.NaN;
  if (number >= 0 && number <= 1) return number;
  throw malformed(file, `the value of vertex ${vertex} is ${String(value)}, not from 0 to 1`, { vertex });
}

function mustBeComplete(seen: Uint8Array, folder: string): void {
  const vertex = seen.indexOf(0);
  if (vertex < 0) return;
  const missing = seen.reduce((count, one) => count + 1 - one, 0);
  throw new CliError(
    3,
    'NETWORK_RESULTS_INCOMPLETE',
    `${missing} vertices are not there, the first is ${vertex}`,
    folder,
    'let the engine give a row for each vertex',
    { missing, vertex },
  );
}

function malformed(file: string, what: string, details: Readonly<Record<string, unknown>> = {}): CliError {
  return new CliError(
    3,
    'NETWORK_RESULTS_MALFORMED',
    what,
    file,
    'see docs/operations/large-networks.md for what is wanted',
    details,
  );
}
