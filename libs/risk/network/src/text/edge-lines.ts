import { Fault } from '@fanxing/kernel';
import { LineText } from './line-text.js';
import { VertexNames } from './vertex-names.js';

/** The vertices of a file, numbered in the order of ids. */
export interface NamedVertices {
  readonly vertices: number;
  readonly idOf: (vertex: number) => string;
  /** The vertex of an id, −1 if there is none. */
  readonly vertexOf: (id: string) => number;
  /** The vertices as their file lists them; without such a file in the order of ids. */
  readonly order: Uint32Array;
}

/**
 * Called for every edge of the file. The numbers are those in which the ids first came: where they stand in the order of ids is
 * known at the end only.
 */
export type EdgeTaker = (from: number, to: number, weight: number | undefined) => void;

/**
 * Reads `src dst [weight]` a line, blank-separated, given in pieces of any size; `#` begins a comment line. With a list of
 * vertices (one id a line) an edge to another is refused. Fails with NETWORK_TEXT_MALFORMED, which names the line. Keeps the ids
 * and no edge, so that a file of edges may be larger than memory.
 */
export class EdgeLines {
  private readonly names = new VertexNames();
  private listed = false;

  constructor(private readonly take: EdgeTaker) {}

  readonly vertices = new LineText((words, line) => {
    this.listed = true;
    if (words.length > 1) throw malformed(line, `${words.length} words instead of one id`);
    const before = this.names.count;
    if (this.names.add(words[0]!) < before) throw malformed(line, `the vertex ${words[0]} is there twice`);
  });

  readonly edges = new LineText((words, line) => {
    if (words.length < 2 || words.length > 3)
      throw malformed(line, `${words.length} words instead of two ids and perhaps a weight`);
    const from = this.numberOf(words[0]!, line);
    const to = this.numberOf(words[1]!, line);
    this.take(from, to, words.length === 3 ? weightIn(words[2]!, line) : undefined);
  });

  /** To be called before an empty list of vertices, so that it is not taken for none. */
  expectVertices(): void {
    this.listed = true;
  }

  /** The vertices, and by the number of an edge's end its vertex. */
  end(): { readonly named: NamedVertices; readonly places: Uint32Array } {
    this.vertices.end();
    this.edges.end();
    const { names } = this;
    const places = names.places();
    const numbers = new Uint32Array(places.length);
    places.forEach((place, number) => (numbers[place] = number));
    const named = {
      vertices: places.length,
      idOf: (vertex: number) => names.idAt(numbers[vertex]!),
      vertexOf: (id: string) => {
        const number = names.find(id);
        return number < 0 ? -1 : places[number]!;
      },
      order: this.listed ? places : Uint32Array.from(places, (_, vertex) => vertex),
    };
    return { named, places };
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
