import type { Network } from '../graph/network.js';
import type { Team } from '../thread/team.js';

export interface LabelJob {
  readonly network: Network;
  readonly iterations: number;
  /** By rank: the labels, which are vertices. Read in even iterations and written in odd ones. */
  readonly even: Uint32Array;
  readonly odd: Uint32Array;
  /** By rank: 1 where a neighbour's label has just changed. Read and cleared in even iterations, written in odd ones. */
  readonly touchedEven: Uint8Array;
  readonly touchedOdd: Uint8Array;
  /** One an iteration: how many labels changed. */
  readonly changes: Int32Array;
}

const piece = 256;

/**
 * Synchronous label propagation (Raghavan, Albert and Kumara 2007, as Graphalytics fixes it): every vertex takes the label that
 * most of its neighbours have, the smallest of several. A vertex none of whose neighbours changed keeps its label without
 * looking: the outcome would be the same. Noting who was touched is itself work, so it begins when few labels still change.
 */
export function propagateLabels(job: LabelJob, team: Team): void {
  const { network, iterations, even, odd, changes } = job;
  const { vertices } = network;
  const tally = new Tally(vertices);
  let everybody = true;
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const [now, next] = iteration % 2 === 0 ? [even, odd] : [odd, even];
    const [touched, touching] =
      iteration % 2 === 0 ? [job.touchedEven, job.touchedOdd] : [job.touchedOdd, job.touchedEven];
    const before = iteration === 0 ? vertices : changes[iteration - 1]!;
    if (before === 0) return;
    const notes = before < vertices / 4;
    let changed = 0;
    for (let end = vertices - team.take() * piece; end > 0; end = vertices - team.take() * piece) {
      const begin = Math.max(0, end - piece);
      for (let rank = begin; rank < end; rank += 1) {
        const old = now[rank]!;
        let label = old;
        if (everybody || touched[rank] !== 0) {
          touched[rank] = 0;
          label = tally.winner(network, now, rank);
        }
        next[rank] = label;
        if (label !== old) {
          changed += 1;
          if (notes) touchNeighbours(network, rank, touching);
        }
      }
    }
    Atomics.add(changes, iteration, changed);
    team.meet();
    everybody = !notes;
  }
}

/** Threads may write the same mark at once; they write the same value. */
function touchNeighbours(
  { upStart, upTo, downStart, downFrom }: Network,
  rank: number,
  touched: Uint8Array,
): void {
  for (let at = downStart[rank]!; at < downStart[rank + 1]!; at += 1) touched[downFrom[at]!] = 1;
  for (let at = upStart[rank]!; at < upStart[rank + 1]!; at += 1) touched[upTo[at]!] = 1;
}

/** Counts labels in an array addressed by the label, and cleans up after itself from the list of what it counted. */
class Tally {
  private readonly counts: Uint32Array;
  private seen = new Uint32Array(1024);

  constructor(vertices: number) {
    this.counts = new Uint32Array(vertices);
  }

  winner(network: Network, labels: Uint32Array, rank: number): number {
    const { upStart, downStart } = network;
    const degree = upStart[rank + 1]! - upStart[rank]! + (downStart[rank + 1]! - downStart[rank]!);
    if (degree === 0) return labels[rank]!;
    if (degree > this.seen.length) this.seen = new Uint32Array(2 * degree);
    return network.directed
      ? this.mostArcs(network, labels, rank)
      : this.mostNeighbours(network, labels, rank);
  }

  private mostNeighbours(
    { upStart, upTo, downStart, downFrom }: Network,
    labels: Uint32Array,
    rank: number,
  ): number {
    const { counts, seen } = this;
    let kinds = 0;
    let most = 0;
    let winner = 0;
    const downEnd = downStart[rank + 1]!;
    for (let at = downStart[rank]!; at < downEnd; at += 1) {
      const label = labels[downFrom[at]!]!;
      const count = counts[label]! + 1;
      counts[label] = count;
      seen[kinds] = label;
      kinds += 1;
      if (count > most || (count === most && label < winner)) {
        most = count;
        winner = label;
      }
    }
    const upEnd = upStart[rank + 1]!;
    for (let at = upStart[rank]!; at < upEnd; at += 1) {
      const label = labels[upTo[at]!]!;
      const count = counts[label]! + 1;
      counts[label] = count;
      seen[kinds] = label;
      kinds += 1;
      if (count > most || (count === most && label < winner)) {
        most = count;
        winner = label;
      }
    }
    for (let at = 0; at < kinds; at += 1) counts[seen[at]!] = 0;
    return winner;
  }

  /** Arcs of both directions count, so a neighbour with an arc each way counts twice. */
  private mostArcs(network: Network, labels: Uint32Array, rank: number): number {
    const { upStart, upTo, downStart, downFrom, downEdge, directions } = network;
    const { counts, seen } = this;
    let kinds = 0;
    let most = 0;
    let winner = 0;
    const down = downStart[rank + 1]! - downStart[rank]!;
    const degree = down + upStart[rank + 1]! - upStart[rank]!;
    for (let at = 0; at < degree; at += 1) {
      const place = downStart[rank]! + at;
      const edge = at < down ? downEdge[place]! : upStart[rank]! + at - down;
      const label = labels[at < down ? downFrom[place]! : upTo[edge]!]!;
      const count = counts[label]! + (directions[edge] === 3 ? 2 : 1);
      counts[label] = count;
      seen[kinds] = label;
      kinds += 1;
      if (count > most || (count === most && label < winner)) {
        most = count;
        winner = label;
      }
    }
    for (let at = 0; at < kinds; at += 1) counts[seen[at]!] = 0;
    return winner;
  }
}
