import { collectionShares, exclusiveShares, type Faults } from './faults.js';

type Misbehaviour = (typeof exclusiveShares)[number] | (typeof collectionShares)[number];

/** What befalls one request to pay or to collect. */
export interface Mood {
  readonly waitMs: number;
  readonly misbehaviour: Misbehaviour | undefined;
  /** Chooses among the ways to misbehave, at least 0 and below 1. */
  readonly variant: number;
}

/**
 * Deals out the faults: the n-th payment request since the faults were set meets the n-th mood of the seed. Each mood
 * takes the same count of draws, so changing one share leaves what else befalls the run as it was.
 */
export class Temper {
  private draws: Draws;

  constructor(private faults: Faults) {
    this.draws = drawsOf(faults.seed);
  }

  get current(): Faults {
    return this.faults;
  }

  change(faults: Faults): void {
    this.faults = faults;
    this.draws = drawsOf(faults.seed);
  }

  nextPayment(): Mood {
    return this.next(this.draws.payment, exclusiveShares);
  }

  nextCollection(): Mood {
    return this.next(this.draws.collection, [...exclusiveShares, ...collectionShares]);
  }

  nextCancellationIsOffered(): boolean {
    return this.draws.cancellation() >= this.faults.noCancelShare;
  }

  nextAskFails(): boolean {
    return this.draws.ask() < this.faults.askFailShare;
  }

  private next(draw: () => number, shares: readonly Misbehaviour[]): Mood {
    const [slow, which, variant] = [draw(), draw(), draw()];
    const { latencyMs, slowShare, slowMs } = this.faults;
    return {
      waitMs: slow < slowShare ? latencyMs + slowMs : latencyMs,
      misbehaviour: this.choose(which, shares),
      variant,
    };
  }

  private choose(draw: number, shares: readonly Misbehaviour[]): Mood['misbehaviour'] {
    let reached = 0;
    return shares.find((name) => {
      reached += this.faults[name];
      return draw < reached;
    });
  }
}

interface Draws {
  readonly payment: () => number;
  readonly ask: () => number;
  readonly collection: () => number;
  readonly cancellation: () => number;
}

/** Each kind of request draws from a stream of its own: how often a client asks must not change what befalls its payments. */
function drawsOf(seed: number): Draws {
  return {
    payment: seededRandom(seed),
    ask: seededRandom(~seed),
    collection: seededRandom(seed ^ 0x5bd1e995),
    cancellation: seededRandom(~seed ^ 0x5bd1e995),
  };
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, plenty for dealing out faults. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
