import type { EdgeColumns } from '../graph/build-network.js';
import { EdgeLines, type NamedVertices } from './edge-lines.js';
import { GrowingFloat64, GrowingUint32 } from './growing-array.js';

/** Edges with the ids that they were written with. Vertices are numbered in the order of ids. */
export interface NamedEdges extends EdgeColumns, NamedVertices {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weight?: Float64Array;
}

/** Reads a file of edges, as {@link EdgeLines} has it, into columns. */
export class EdgeText {
  private readonly from = new GrowingUint32();
  private readonly to = new GrowingUint32();
  private readonly weight = new GrowingFloat64();
  private hasWeights = false;
  private readonly lines = new EdgeLines((from, to, weight) => {
    this.from.push(from);
    this.to.push(to);
    this.weight.push(weight ?? 1);
    this.hasWeights ||= weight !== undefined;
  });

  readonly vertices = this.lines.vertices;
  readonly edges = this.lines.edges;

  /** To be called before an empty list of vertices, so that it is not taken for none. */
  expectVertices(): void {
    this.lines.expectVertices();
  }

  end(): NamedEdges {
    const { named, places } = this.lines.end();
    return {
      ...named,
      from: this.from.mapped(places),
      to: this.to.mapped(places),
      ...(this.hasWeights ? { weight: this.weight.values() } : {}),
    };
  }
}
