import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { EdgeLines, type NamedVertices } from '@fanxing/risk-network';
import { CliError, codeOf } from '../cli-error.js';
import { readPieces } from '../network/read-network.js';
import { readPayments } from '../network/read-payments.js';
import { printLine } from '../output.js';
import { ArchiveFolder } from './archive-folder.js';
import { writeIdFile } from './id-file.js';
import { column, informationFiles, manifestName, path, programName, vertexChunkSize } from './layout.js';
import { digestOfText, manifestText, type Manifest } from './manifest.js';
import { PairSpool } from './pair-spool.js';
import { SortedEdges } from './sorted-edges.js';
import { writeEdges } from './write-edges.js';

export interface ExportOptions {
  readonly edges?: string;
  readonly payments?: string;
  readonly vertices?: string;
  readonly directed?: boolean;
  readonly iterations: number;
  readonly ids: string;
  readonly out: string;
}

/** Who the vertices are, and the edges as numbers that `places` turns into vertices. */
interface Source {
  readonly named: NamedVertices;
  readonly places?: Uint32Array;
  readonly pairs: PairSpool;
}

/** The program that goes along, for Spark. */
const program = new URL(`../../spark/${programName}`, import.meta.url);

/**
 * Writes a network for a distributed engine: without an id of an account, an amount or a moment. Nothing is at `out` until everything
 * is there. Fails with status 2 where the options do not fit, with 3 where a line can not be read, with 1 where it can not be written.
 */
export async function exportNetwork(options: ExportOptions): Promise<void> {
  mustFit(options);
  const partial = `${options.out}.partial`;
  try {
    mkdirSync(partial);
  } catch (error) {
    throw unwritable(error, partial);
  }
  try {
    const scratch = join(partial, 'scratch');
    mkdirSync(scratch);
    const source = await spool(options, join(scratch, 'edges.pairs'));
    const folder = new ArchiveFolder(partial);
    const manifest = await writeArchive(folder, scratch, source, options);
    rmSync(scratch, { recursive: true });
    const text = manifestText(manifest);
    folder.writeText(manifestName, text);
    await writeIdFile(options.ids, source.named, digestOfText(text));
    renameSync(partial, options.out);
    printLine(`${manifest.vertices} vertices and ${manifest.edges} edges are in ${options.out}`);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function mustFit({ edges, payments, vertices, ids, out }: ExportOptions): void {
  const usage = (what: string, how: string): CliError => new CliError(2, 'USAGE', what, 'options', how);
  if ((edges === undefined) === (payments === undefined))
    throw usage('the network is not given once', 'give --edges or --payments');
  if (payments !== undefined && vertices !== undefined)
    throw usage('payments name their accounts themselves', 'leave out --vertices');
  if (resolve(ids).startsWith(resolve(out) + sep))
    throw usage('the ids would leave with the network', 'name a file outside of the folder of --out');
  for (const place of [out, ids]) {
    if (existsSync(place))
      throw new CliError(1, 'FILE_EXISTS', 'it is there already', place, 'name another, or remove it');
  }
}

async function spool({ edges, payments, vertices }: ExportOptions, file: string): Promise<Source> {
  const pairs = new PairSpool(file);
  if (payments !== undefined) return { ...(await spoolPayments(payments, pairs)), pairs };
  const lines = new EdgeLines((from, to) => pairs.push(from, to));
  if (vertices !== undefined) {
    lines.expectVertices();
    await readPieces(
      vertices,
      (piece) => lines.vertices.push(piece),
      () => lines.vertices.end(),
    );
  }
  await readPieces(
    edges!,
    (piece) => lines.edges.push(piece),
    () => lines.edges.end(),
  );
  return { ...lines.end(), pairs };
}

async function spoolPayments(file: string, pairs: PairSpool): Promise<{ readonly named: NamedVertices }> {
  const { count, from, to, accounts, idOf, accountOf } = await readPayments(file);
  for (let at = 0; at < count; at += 1) pairs.push(from[at]!, to[at]!);
  const order = Uint32Array.from({ length: accounts }, (_, account) => account);
  return { named: { vertices: accounts, idOf, vertexOf: accountOf, order } };
}

async function writeArchive(
  folder: ArchiveFolder,
  scratch: string,
  { named: { vertices }, places, pairs }: Source,
  { directed = false, iterations }: ExportOptions,
): Promise<Manifest> {
  const bySource = new SortedEdges(scratch, 'source', vertices);
  for (const some of pairs.pairs()) {
    for (let at = 0; at < some.length; at += 2) {
      const from = places === undefined ? some[at]! : places[some[at]!]!;
      const to = places === undefined ? some[at + 1]! : places[some[at + 1]!]!;
      if (from === to) continue;
      if (directed || from < to) bySource.add(from, to);
      else bySource.add(to, from);
    }
  }
  pairs.close();
  const byTarget = new SortedEdges(scratch, 'dest', vertices);
  const edges = writeEdges(folder, 'source', vertices, bySource, (from, to) => byTarget.add(to, from));
  writeEdges(folder, 'dest', vertices, byTarget);
  writeVertices(folder, vertices);
  for (const [name, text] of informationFiles(directed)) folder.writeText(name, text);
  folder.writeText(programName, readFileSync(program, 'utf8'));
  return {
    format: 'fanxing-network/1',
    layout: 'gar/v1',
    directed,
    vertices,
    edges,
    communities: { iterations },
    pagerank: { damping: 0.85, tolerance: 1e-9 },
    files: await folder.files(),
  };
}

function writeVertices(folder: ArchiveFolder, vertices: number): void {
  folder.writeCount(path.vertexCount, vertices);
  for (let begin = 0; begin < vertices; begin += vertexChunkSize) {
    const length = Math.min(vertexChunkSize, vertices - begin);
    const numbers = Int32Array.from({ length }, (_, at) => begin + at);
    folder.writeColumns(path.vertexChunk(begin / vertexChunkSize), {
      [column.vertex]: numbers,
      [column.id]: numbers,
    });
  }
}

function unwritable(error: unknown, place: string): CliError {
  const what = `it can not be written (${codeOf(error)})`;
  return new CliError(
    1,
    'FILE_UNWRITABLE',
    what,
    place,
    'name a folder that is not there, in one that is yours',
  );
}
