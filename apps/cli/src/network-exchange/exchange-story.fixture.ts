import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MeasureName } from '../network/measure-network.js';
import { exportNetwork, type ExportOptions } from './export-network.js';
import { importResults } from './import-results.js';
import { StandInEngine, type Row } from './stand-in-engine.fixture.js';

export const root = mkdtempSync(join(tmpdir(), 'fanxing-exchange-'));
export const place = (name: string): string => join(root, name);
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => jest.restoreAllMocks());

/** Nobody reads along. */
export function quietly(): string[] {
  const said: string[] = [];
  const hear = (text: string | Uint8Array): boolean => said.push(String(text)) > 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(hear);
  jest.spyOn(process.stderr, 'write').mockImplementation(hear);
  return said;
}

const account = (number: number): string => `62220202001122${33_000 + number}`;

/** Sixty accounts, some hundred payments among them, a few of them repeated, to oneself, or nobody's. */
const lines = Array.from({ length: 260 }, (_, at) => {
  const from = (Math.imul(at + 3, 2_654_435_761) >>> 9) % 60;
  return `${account(from)} ${account(Math.floor(((at * 37) % 97) ** 2 / 160))} ${at % 7}\n`;
});
export const edges = place('edges.txt');
writeFileSync(edges, lines.join(''));
export const vertices = place('vertices.txt');
writeFileSync(vertices, Array.from({ length: 62 }, (_, at) => `${account(61 - at)}\n`).join(''));

export const measures = ['lcc', 'communities', 'components', 'pagerank'] as const;

export async function exported(name: string, more: Partial<ExportOptions> = {}): Promise<string> {
  quietly();
  const [out, ids] = [place(name), place(`${name}.ids`)];
  await exportNetwork({ edges, vertices, iterations: 10, out, ids, ...more });
  return out;
}

export async function computed(folder: string, measure: MeasureName): Promise<Row[]> {
  const engine = await StandInEngine.reading(folder);
  return measure === 'communities' ? engine.communities(10) : engine[measure]();
}

export async function imported(
  folder: string,
  measure: MeasureName,
  ids = `${folder}.ids`,
): Promise<string[]> {
  const said = quietly();
  const out = `${folder}.${measure}.txt`;
  rmSync(out, { force: true });
  await importResults({ from: folder, ids, measure, out, sample: 1000, workers: 1 });
  expect(said.join('')).toMatch(/^\d+ of 62 vertices computed again \(seed \d+\)\n$/);
  return readFileSync(out, 'utf8').trimEnd().split('\n');
}
