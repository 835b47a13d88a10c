/** What values a figure can take. */
export interface FigureDomain {
  /** How many decimals it has: 0 counts things, 2 is money. */
  readonly places: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Where an answer can change as a figure moves. */
export interface Breaks {
  /** What tests compare with: below it, on it and above it may be three answers. */
  readonly thresholds: Iterable<number>;
  /** Where bins begin: on it is the same as above it. */
  readonly edges?: Iterable<number>;
}

/**
 * Of each cell between the breaks, the value nearest to the present one: a model of bins and tests gives one answer
 * within a cell, so the smallest change into it is that. In ascending order, without the present cell. A figure that is
 * missing has no nearest: then the least of the cell.
 */
export function candidateValues(
  { thresholds, edges = [] }: Breaks,
  present: number | null,
  { places, minimum = -Infinity, maximum = Infinity }: FigureDomain,
): number[] {
  const [tests, bins] = [[...thresholds], [...edges]];
  const cellOf = (value: number): string =>
    [...tests.map((test) => Math.sign(value - test)), ...bins.map((edge) => Number(value >= edge))].join();
  const distance = (value: number): number => (present === null ? value : Math.abs(value - present));
  const nearest = new Map<string, number>();
  for (const value of [...tests, ...bins].flatMap((at) => valuesAround(at, places))) {
    if (!(value >= minimum && value <= maximum)) continue;
    const cell = cellOf(value);
    const known = nearest.get(cell);
    if (known === undefined || distance(value) < distance(known)) nearest.set(cell, value);
  }
  if (present !== null) nearest.delete(cellOf(present));
  return [...nearest.values()].sort((one, other) => one - other);
}

/** The values that a figure of so many decimals can have on a break and next to it. */
function valuesAround(at: number, places: number): number[] {
  const steps = 10 ** places;
  const below = Math.floor(at * steps);
  return [below - 1, below, below + 1, below + 2]
    .map((step) => Number((step / steps).toFixed(places)) + 0)
    .filter((value) => Number.isFinite(value) && Math.abs(value - at) < 1.5 / steps);
}
