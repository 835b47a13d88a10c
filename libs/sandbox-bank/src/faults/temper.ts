import { exclusiveShares, type Faults } from './faults.js';

/** What befalls one payment request. */
export interface Mood {
  readonly waitMs: number;
  readonly misbehaviour: (typeof exclusiveShares)[number] | undefined;
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
    const [slow, which, variant] = [this.draws.payment(), this.draws.payment(), this.draws.payment()];
    const { latencyMs, slowShare, slowMs } = this.faults;
    return {
      waitMs: slow < slowShare ? latencyMs + slowMs : latencyMs,
      misbehaviour: this.choose(which),
      variant,
    };
  }

  nextAskFails(): boolean {
    return this.draws.ask() < this.faults.askFailShare;
  }

  private choose(draw: number): Mood['misbehaviour'] {
    let reached = 0;
    return exclusiveShares.find((name) => {
      reached += this.faults[name];
      return draw < reached;
    });
  }
}

interface Draws {
  readonly payment: () => number;
  readonly ask: () => number;
}

/** Asking draws from a stream of its own: how often a client asks must not change what befalls its payments. */
function drawsOf(seed: number): Draws {
  return { payment: seededRandom(seed), ask: seededRandom(~seed) };
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
