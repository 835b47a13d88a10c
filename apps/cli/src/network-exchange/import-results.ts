import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import {
  checkClustering,
  checkCommunities,
  checkComponents,
  checkPageRank,
  type Checked,
  type ReturnedNetwork,
} from '@fanxing/risk-network';
import { CliError } from '../cli-error.js';
import type { MeasureName } from '../network/measure-network.js';
import { writeText } from '../network/write-text.js';
import { readIdFile, type IdFile } from './id-file.js';
import { column, path } from './layout.js';
import { verifiedManifest, type Manifest } from './manifest.js';
import { ParquetColumns } from './parquet-columns.js';
import { readResults, type Results } from './read-results.js';

export interface ImportOptions {
  readonly from: string;
  readonly ids: string;
  readonly measure: MeasureName;
  readonly results?: string;
  readonly out: string;
  readonly sample: number;
  readonly seed?: number;
  readonly workers?: number;
}

/**
 * Takes the results of a distributed engine: checks that what left is unchanged, that every vertex has one value that can be, and
 * computes values again from the edges; then writes `id value` a line, as the measure's own command does. Fails with status 3 and
 * writes nothing where anything differs.
 */
export async function importResults(options: ImportOptions): Promise<void> {
  const ids = await readIdFile(options.ids);
  const manifest = await verifiedManifest(options.from, ids.manifestDigest);
  const folder = options.results ?? join(options.from, 'results', options.measure);
  const results = await readResults(folder, options.measure, manifest);
  // Nobody who computes the results can know which of them are looked at.
  const seed = options.seed ?? randomInt(2 ** 31);
  const checked = await check(results, manifest, { ...options, seed });
  if (checked.difference !== undefined) throw different(folder, checked.difference, seed);
  await writeText(options.out, linesOf(ids, results.values, options.measure));
  process.stderr.write(
    `${checked.recomputed} of ${manifest.vertices} vertices computed again (seed ${seed})\n`,
  );
}

function check(
  { values, labels }: Results,
  manifest: Manifest,
  options: ImportOptions & { readonly seed: number },
): Promise<Checked> {
  const network = networkIn(options.from, manifest);
  if (options.measure === 'lcc') return checkClustering(network, values, options);
  if (options.measure === 'communities') return checkCommunities(network, labels, options);
  if (options.measure === 'components') return checkComponents(network, Uint32Array.from(values));
  return checkPageRank(network, values, manifest.pagerank);
}

function networkIn(folder: string, { vertices, directed, files }: Manifest): ReturnedNetwork {
  const chunks = files.map((file) => file.path).filter(path.isEdgeChunk);
  async function* edges(): AsyncGenerator<{ from: Uint32Array; to: Uint32Array }> {
    for (const chunk of chunks) {
      const rows = await ParquetColumns.open(join(folder, chunk));
      for await (const group of rows.groups([column.source, column.target])) {
        yield { from: numbersIn(group.get(column.source)!), to: numbersIn(group.get(column.target)!) };
      }
    }
  }
  return { vertices, directed, edges };
}

function numbersIn(values: ArrayLike<unknown>): Uint32Array {
  const numbers = new Uint32Array(values.length);
  for (let at = 0; at < values.length; at += 1) numbers[at] = Number(values[at]);
  return numbers;
}

function different(folder: string, difference: NonNullable<Checked['difference']>, seed: number): CliError {
  const { vertex, got, expected } = difference;
  return new CliError(
    3,
    'NETWORK_RESULTS_DIFFER',
    `vertex ${vertex} has ${got}, and ${expected} was computed from the edges`,
    folder,
    'let the engine compute as the measure is defined, then import again',
    { ...difference, seed },
  );
}

const linesAtOnce = 4096;

function* linesOf({ ids, order }: IdFile, values: Float64Array, measure: MeasureName): Generator<string> {
  const holdsLabels = measure === 'communities' || measure === 'components';
  const placeOf = new Uint32Array(holdsLabels ? order.length : 0);
  if (holdsLabels) order.forEach((vertex, place) => (placeOf[vertex] = place));
  for (let begin = 0; begin < order.length; begin += linesAtOnce) {
    let text = '';
    const end = Math.min(order.length, begin + linesAtOnce);
    for (let place = begin; place < end; place += 1) {
      const value = values[order[place]!]!;
      text += `${ids[place]} ${holdsLabels ? ids[placeOf[value]!] : value}\n`;
    }
    yield text;
  }
}
