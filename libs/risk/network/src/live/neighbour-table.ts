/**
 * The neighbours of one vertex among others in one pool of memory: a block of 2ᵏ slots a vertex, open addressing with linear
 * probing, so that "are these two neighbours" costs one or two reads, and a walk over neighbours reads its block in order.
 * A slot holds (neighbour + 1) × 4 + the ways of the arcs; 0 is empty.
 */
export class NeighbourTable {
  private slots: Uint32Array;
  private used = 0;
  /** By size of a block, in powers of two: blocks that were outgrown and are zeroed. */
  private readonly free: number[][] = Array.from({ length: 32 }, () => []);
  private readonly begin: Uint32Array;
  private readonly sizeBits: Uint8Array;
  readonly degree: Uint32Array;

  constructor(vertices: number, neighboursExpected = 8 * vertices) {
    this.begin = new Uint32Array(vertices);
    this.sizeBits = new Uint8Array(vertices);
    this.degree = new Uint32Array(vertices);
    this.slots = new Uint32Array(Math.max(1024, 2 * neighboursExpected));
  }

  /** The ways of the arcs between the two, as seen from `vertex`: 1 out, 2 in, 3 both, 0 none. */
  ways(vertex: number, neighbour: number): number {
    return this.degree[vertex] === 0 ? 0 : this.slots[this.place(vertex, neighbour)]! & 3;
  }

  /** Sets the ways; 0 removes the neighbour. */
  set(vertex: number, neighbour: number, ways: number): void {
    if (ways === 0) {
      this.remove(vertex, neighbour);
      return;
    }
    this.reserve(vertex);
    const place = this.place(vertex, neighbour);
    if (this.slots[place] === 0) this.degree[vertex]! += 1;
    this.slots[place] = (neighbour + 1) * 4 + ways;
  }

  /** What every common neighbour is told: its number, and the ways of its arcs as the two see them. */
  eachCommon(
    one: number,
    other: number,
    visit: (neighbour: number, waysOfOne: number, waysOfOther: number) => void,
  ): void {
    const isOneSmaller = this.degree[one]! <= this.degree[other]!;
    const smaller = isOneSmaller ? one : other;
    const larger = isOneSmaller ? other : one;
    if (this.degree[smaller] === 0) return;
    const { slots } = this;
    const end = this.begin[smaller]! + (1 << this.sizeBits[smaller]!);
    for (let at = this.begin[smaller]!; at < end; at += 1) {
      const slot = slots[at]!;
      if (slot === 0) continue;
      const neighbour = (slot >>> 2) - 1;
      const found = slots[this.place(larger, neighbour)]! & 3;
      if (found === 0) continue;
      if (isOneSmaller) visit(neighbour, slot & 3, found);
      else visit(neighbour, found, slot & 3);
    }
  }

  neighbours(vertex: number): number[] {
    const found: number[] = [];
    if (this.degree[vertex] === 0) return found;
    const end = this.begin[vertex]! + (1 << this.sizeBits[vertex]!);
    for (let at = this.begin[vertex]!; at < end; at += 1) {
      if (this.slots[at] !== 0) found.push((this.slots[at]! >>> 2) - 1);
    }
    return found.sort((one, other) => one - other);
  }

  /** Where the neighbour stands, or the empty slot where it would. The block must not be empty-sized. */
  private place(vertex: number, neighbour: number): number {
    const { slots } = this;
    const begin = this.begin[vertex]!;
    const bits = this.sizeBits[vertex]!;
    const mask = (1 << bits) - 1;
    const wanted = neighbour + 1;
    let at = homeOf(neighbour, bits);
    for (;;) {
      const slot = slots[begin + at]!;
      if (slot === 0 || slot >>> 2 === wanted) return begin + at;
      at = (at + 1) & mask;
    }
  }

  /** Linear probing forgives no gap: what stood behind the removed slot moves up where its own search would miss it. */
  private remove(vertex: number, neighbour: number): void {
    if (this.degree[vertex] === 0) return;
    const { slots } = this;
    const hole = this.place(vertex, neighbour);
    if (slots[hole] === 0) return;
    this.degree[vertex]! -= 1;
    const begin = this.begin[vertex]!;
    const bits = this.sizeBits[vertex]!;
    const mask = (1 << bits) - 1;
    let gap = hole - begin;
    for (let at = (gap + 1) & mask; slots[begin + at] !== 0; at = (at + 1) & mask) {
      const home = homeOf((slots[begin + at]! >>> 2) - 1, bits);
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      slots[begin + gap] = slots[begin + at]!;
      gap = at;
    }
    slots[begin + gap] = 0;
  }

  /** Room for one more: a block is at most three quarters full. */
  private reserve(vertex: number): void {
    const bits = this.sizeBits[vertex]!;
    const size = bits === 0 ? 0 : 1 << bits;
    if (4 * (this.degree[vertex]! + 1) <= 3 * size) return;
    const old = this.begin[vertex]!;
    const block = this.block(Math.max(2, bits + 1));
    this.begin[vertex] = block;
    this.sizeBits[vertex] = Math.max(2, bits + 1);
    const { slots } = this;
    for (let at = old; at < old + size; at += 1) {
      const slot = slots[at]!;
      if (slot !== 0) slots[this.place(vertex, (slot >>> 2) - 1)] = slot;
    }
    if (size === 0) return;
    slots.fill(0, old, old + size);
    this.free[bits]!.push(old);
  }

  private block(bits: number): number {
    const known = this.free[bits]!.pop();
    if (known !== undefined) return known;
    const begin = this.used;
    this.used += 1 << bits;
    if (this.used > this.slots.length) {
      const wider = new Uint32Array(Math.max(this.used, Math.ceil(1.5 * this.slots.length)));
      wider.set(this.slots);
      this.slots = wider;
    }
    return begin;
  }
}

/** Fibonacci hashing: the top bits of a product, which spread neighbours whose numbers are close. */
function homeOf(neighbour: number, bits: number): number {
  return Math.imul(neighbour, 0x9e3779b1) >>> (32 - bits);
}
