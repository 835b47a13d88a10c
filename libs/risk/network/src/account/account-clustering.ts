import { seededRandom } from '@fanxing/risk-models';
import { degreeAt, edgeBetween, leadsDown, leadsUp, neighbourRanks, type Network } from '../graph/network.js';

export interface AccountClustering {
  /** Never read the coefficient without it: few counterparties alone make it low. */
  readonly degree: number;
  readonly coefficient: number;
  /** Half the width of the 95 % interval; 0 where every pair was looked at. */
  readonly error: number;
  readonly isSampled: boolean;
}

export interface AccountOptions {
  /** How many steps an exact answer may take before pairs are sampled: two million take some ten milliseconds. */
  readonly stepsMax?: number;
  readonly samples?: number;
}

/**
 * The local clustering coefficient of single accounts, one at a time, in a network of any size. Exact unless it would take too
 * long, which only hubs do: then of {@link AccountOptions.samples} random pairs of neighbours (wedge sampling, Seshadhri, Pinar
 * and Kolda 2014). The same account gets the same answer each time.
 */
export class AccountClusterings {
  private readonly mark: Uint8Array;
  private readonly stepsMax: number;
  private readonly samples: number;

  constructor(
    private readonly network: Network,
    options: AccountOptions = {},
  ) {
    this.mark = new Uint8Array(network.vertices);
    this.stepsMax = options.stepsMax ?? 2_000_000;
    this.samples = options.samples ?? 10_000;
  }

  of(vertex: number): AccountClustering {
    const { network } = this;
    const rank = network.rankOf[vertex]!;
    const degree = degreeAt(network, rank);
    if (degree < 2) return { degree, coefficient: 0, error: 0, isSampled: false };
    const neighbours = neighbourRanks(network, rank);
    let steps = 2 * degree;
    for (const neighbour of neighbours)
      steps += network.upStart[neighbour + 1]! - network.upStart[neighbour]!;
    if (steps > this.stepsMax && degree * (degree - 1) > 2 * this.samples)
      return this.sampled(vertex, neighbours);
    const coefficient = this.arcsAmong(neighbours) / (degree * (degree - 1));
    return { degree, coefficient, error: 0, isSampled: false };
  }

  private arcsAmong(ranks: Uint32Array): number {
    const { mark } = this;
    const { upStart, upTo, directions, directed } = this.network;
    for (const rank of ranks) mark[rank] = 1;
    let both = 0;
    let single = 0;
    for (const rank of ranks) {
      for (let edge = upStart[rank]!; edge < upStart[rank + 1]!; edge += 1) {
        if (mark[upTo[edge]!] === 0) continue;
        if (!directed || directions[edge] === 3) both += 1;
        else single += 1;
      }
    }
    for (const rank of ranks) mark[rank] = 0;
    return 2 * both + single;
  }

  private sampled(vertex: number, ranks: Uint32Array): AccountClustering {
    const { network, samples } = this;
    const degree = ranks.length;
    const random = seededRandom(vertex + 1);
    let sum = 0;
    let squares = 0;
    for (let sample = 0; sample < samples; sample += 1) {
      const one = Math.floor(random() * degree);
      const skipped = Math.floor(random() * (degree - 1));
      const share = closedShare(network, ranks[one]!, ranks[skipped >= one ? skipped + 1 : skipped]!);
      sum += share;
      squares += share * share;
    }
    const coefficient = sum / samples;
    const variance = Math.max(0, squares / samples - coefficient ** 2);
    // Never 0: three times one part in the sample is what 95 % can not rule out when nothing was seen.
    const error = Math.max(1.96 * Math.sqrt(variance / samples), 3 / samples);
    return { degree, coefficient, error, isSampled: true };
  }
}

/** Of the two arcs that a pair can have, the share that is there. */
function closedShare(network: Network, one: number, other: number): number {
  const edge = edgeBetween(network, one, other);
  if (edge < 0) return 0;
  if (!network.directed) return 1;
  const ways = network.directions[edge]!;
  return ((ways & leadsUp) + (ways & leadsDown) / 2) / 2;
}
