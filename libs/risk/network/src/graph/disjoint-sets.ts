/** Union–find that halves paths and always hangs the larger vertex below the smaller, so that a set is named by its smallest. */
export class DisjointSets {
  private readonly parent: Uint32Array;

  constructor(vertices: number) {
    this.parent = Uint32Array.from({ length: vertices }, (_, vertex) => vertex);
  }

  /** The smallest vertex of the set. */
  rootOf(vertex: number): number {
    const { parent } = this;
    let at = vertex;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }

  /** The smallest vertex of both: whoever unites it with more is quicker. */
  unite(one: number, other: number): number {
    const left = this.rootOf(one);
    const right = this.rootOf(other);
    if (left === right) return left;
    const least = left < right ? left : right;
    this.parent[left < right ? right : left] = least;
    return least;
  }

  /** By vertex: the smallest of its set. */
  roots(): Uint32Array {
    const { parent } = this;
    for (let vertex = 0; vertex < parent.length; vertex += 1) parent[vertex] = this.rootOf(vertex);
    return parent;
  }
}
