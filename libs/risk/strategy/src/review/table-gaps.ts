import type { JdmDecisionTable } from '../jdm.js';
import type { Region, RowRegion } from './table-regions.js';

type Sample = number | string | null;

const combinationsMax = 20_000;

/**
 * An input that no row decides, in words, or null where every one is decided or too many would have to be tried. Between
 * two bounds all numbers are alike, so one of each stretch and the bounds themselves stand for all; missing is one too.
 */
export function firstGap({ inputs, rules }: JdmDecisionTable, rows: readonly RowRegion[]): string | null {
  if (rows.length === 0 || rows.some((row) => row.size === 0)) return null;
  if (rows.some((row) => [...row.values()].some(({ kind }) => kind === 'opaque'))) return null;
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const samples = columns.map((column) => samplesOf(rows.flatMap((row) => row.get(column) ?? [])));
  const combinations = samples.reduce((product, list) => product * list.length, 1);
  if (combinations * rules.length > combinationsMax * 100 || combinations > combinationsMax) return null;
  for (let number = 0; number < combinations; number += 1) {
    const chosen = pick(samples, number);
    const isDecided = rows.some((row) =>
      columns.every((column, place) => passes(row.get(column), chosen[place] ?? null)),
    );
    if (isDecided) continue;
    return columns
      .map((column, place) => `${inputs[column]?.field ?? ''} ${inWords(chosen[place] ?? null)}`)
      .join(', ');
  }
  return null;
}

/** The last column changes fastest; missing stands last, so that a gap between numbers is told first. */
function pick(samples: readonly (readonly Sample[])[], number: number): Sample[] {
  let rest = number;
  return samples.map((list) => {
    const sample = list[rest % list.length] ?? null;
    rest = Math.floor(rest / list.length);
    return sample;
  });
}

function samplesOf(regions: readonly Region[]): Sample[] {
  const samples = new Set<Sample>();
  const bounds = regions.flatMap((region) => (region.kind === 'range' ? [region.low, region.high] : []));
  const finite = [...new Set(bounds.filter(Number.isFinite))].sort((left, right) => left - right);
  finite.forEach((bound, place) => {
    samples.add(bound);
    const next = finite[place + 1];
    if (next !== undefined) samples.add(bound + (next - bound) / 2);
  });
  if (finite.length > 0) samples.add((finite[0] ?? 0) - 1).add((finite.at(-1) ?? 0) + 1);
  const texts = regions.flatMap((region) => (region.kind === 'texts' ? [...region.texts] : []));
  for (const text of texts) samples.add(text);
  if (texts.length > 0) samples.add('(any other)');
  return [...samples.add(null)];
}

function passes(region: Region | undefined, sample: Sample): boolean {
  if (!region) return true;
  if (region.kind === 'range')
    return typeof sample === 'number' && sample >= region.low && sample <= region.high;
  return region.kind === 'texts' && typeof sample === 'string' && region.texts.has(sample);
}

function inWords(sample: Sample): string {
  if (sample === null) return 'missing';
  return typeof sample === 'number' ? `= ${Number(sample.toPrecision(12))}` : `= ${sample}`;
}
