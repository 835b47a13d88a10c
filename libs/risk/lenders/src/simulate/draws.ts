/** Numbers in [0, 1). */
export type Random = () => number;

/** From one day on until another, with decimals. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

/** A standard normal number (G. Box, M. Muller, "A note on the generation of random normal deviates", 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The moments of a Poisson process with so many a day. */
export function timesIn({ from, until }: Span, perDay: number, random: Random): number[] {
  const times: number[] = [];
  for (let day = from - Math.log(1 - random()) / perDay; day < until; day -= Math.log(1 - random()) / perDay)
    times.push(day);
  return times;
}
