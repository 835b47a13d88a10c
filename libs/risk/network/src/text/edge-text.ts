import { Fault } from '@fanxing/kernel';
import type { EdgeColumns } from '../graph/build-network.js';
import { LineText } from './line-text.js';
import { GrowingFloat64, GrowingUint32 } from './growing-array.js';
import { VertexNames } from './vertex-names.js';

/** Edges with the ids that they were written with. Vertices are numbered in the order of ids. */
export interface NamedEdges extends EdgeColumns {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weight?: Float64Array;
  readonly vertices: number;
  readonly idOf: (vertex: number) => string;
  /** The vertex of an id, −1 if there is none. */
  readonly vertexOf: (id: string) => number;
  /** The vertices as their file lists them; without such a file in the order of ids. */
  readonly order: Uint32Array;
}

/**
 * Reads `src dst [weight]` a line, blank-separated, given in pieces of any size; `#` begins a comment line. With a list of
 * vertices (one id a line) an edge to another is refused. Fails with NETWORK_TEXT_MALFORMED, which names the line.
 */
export class EdgeText {
  private readonly names = new VertexNames();
  private readonly from = new GrowingUint32();
  private readonly to = new GrowingUint32();
  private readonly weight = new GrowingFloat64();
  private hasWeights = false;
  private listed = false;

  readonly vertices = new LineText((words, line) => {
    this.listed = true;
    if (words.length > 1) throw malformed(line, `${words.length} words instead of one id`);
    const before = this.names.count;
    if (this.names.add(words[0]!) < before) throw malformed(line, `the vertex ${words[0]} is there twice`);
  });

  readonly edges = new LineText((words, line) => {
    if (words.length < 2 || words.length > 3)
      throw malformed(line, `${words.length} words instead of two ids and perhaps a weight`);
    this.from.push(this.numberOf(words[0]!, line));
    this.to.push(this.numberOf(words[1]!, line));
    this.weight.push(words.length === 3 ? weightIn(words[2]!, line) : 1);
    this.hasWeights ||= words.length === 3;
  });

  /** To be called before an empty list of vertices, so that it is not taken for none. */
  expectVertices(): void {
    this.listed = true;
  }

  end(): NamedEdges {
    this.vertices.end();
    this.edges.end();
    const { names } = this;
    const places = names.places();
    const numbers = new Uint32Array(places.length);
    places.forEach((place, number) => (numbers[place] = number));
    return {
      from: this.from.mapped(places),
      to: this.to.mapped(places),
      ...(this.hasWeights ? { weight: this.weight.values() } : {}),
      vertices: places.length,
      idOf: (vertex) => names.idAt(numbers[vertex]!),
      vertexOf: (id) => {
        const number = names.find(id);
        return number < 0 ? -1 : places[number]!;
      },
      order: this.listed ? places : Uint32Array.from(places, (_, vertex) => vertex),
    };
  }

  private numberOf(id: string, line: number): number {
    if (!this.listed) return this.names.add(id);
    const number = this.names.find(id);
    if (number < 0) throw malformed(line, `the vertex ${id} is not among the vertices`);
    return number;
  }
}

function weightIn(word: string, line: number): number {
  const weight = Number(word);
  if (Number.isFinite(weight)) return weight;
  throw malformed(line, `the weight ${word} is no number`);
}

function malformed(line: number, problem: string): Fault {
  return new Fault('NETWORK_TEXT_MALFORMED', { line, problem });
}
